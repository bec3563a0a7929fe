package io.fluxledger.relayer.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.contracts.EercProof;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.relayer.keys.SigningPolicy.Caps;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.math.BigInteger;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.RawTransaction;
import org.web3j.utils.Numeric;

/** What the account that pays privately may sign. */
class PayoutsKeyTest {
    private static final PrivateKey KEY = PrivateKey.fromHex("33".repeat(32));
    private static final long CHAIN = 43114;
    private static final String USDC = at("01");
    private static final String TREASURY = at("02");
    private static final String ENCRYPTED = at("03");
    private static final String STRANGER = at("04");
    private static final List<BigInteger> PCT = Collections.nCopies(7, BigInteger.ONE);
    private static final EncryptedToken TOKEN =
            new EncryptedToken(CHAIN, at("05"), ENCRYPTED, KEY.address().toString(), 100, true);

    @Test
    void itEncryptsPaysAndGivesBackAndNothingElse() throws Exception {
        TransactionSigner signer = signer(Caps.NONE);
        EercProof proof = new EercProof(
                Collections.nCopies(8, BigInteger.ONE),
                Collections.nCopies(EercAbi.Statement.TRANSFER.signals(), BigInteger.ONE));
        signer.check(CHAIN, EthAddress.parse(ENCRYPTED), EercAbi.transfer(STRANGER, BigInteger.ONE, proof, PCT));
        signer.check(CHAIN, EthAddress.parse(ENCRYPTED), EercAbi.deposit(BigInteger.TEN, USDC, PCT));
        signer.check(CHAIN, EthAddress.parse(USDC), UsdcAbi.increaseAllowance(ENCRYPTED, 100));
        signer.check(CHAIN, EthAddress.parse(USDC), UsdcAbi.transfer(TREASURY, 100));
        refused(signer, USDC, UsdcAbi.transfer(STRANGER, 1), "may not transfer to " + STRANGER);
        refused(signer, USDC, UsdcAbi.increaseAllowance(STRANGER, 1), "may not approve " + STRANGER);
        refused(signer, ENCRYPTED, EercAbi.setAuditorPublicKey(STRANGER), "may not call function");
        refused(signer, STRANGER, UsdcAbi.transfer(TREASURY, 1), "may not call " + STRANGER);
    }

    @Test
    void whatItEncryptsCountsAgainstItsCap() throws Exception {
        TransactionSigner signer = signer(new Caps(Duration.ofDays(1), Optional.of(150L), Optional.empty()));
        assertThat(signer.sign(deposit(0))).isNotEmpty();
        assertThatThrownBy(() -> signer.sign(deposit(1))).isInstanceOf(SigningException.class);
    }

    private static RawTransaction deposit(long nonce) {
        return RawTransaction.createTransaction(
                CHAIN,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(1_000_000),
                ENCRYPTED,
                BigInteger.ZERO,
                Numeric.toHexString(EercAbi.deposit(BigInteger.valueOf(100), USDC, PCT)),
                BigInteger.ONE,
                BigInteger.TEN);
    }

    private static void refused(TransactionSigner signer, String to, byte[] data, String why) {
        assertThatThrownBy(() -> signer.check(CHAIN, EthAddress.parse(to), data))
                .isInstanceOf(SigningException.NotAllowed.class)
                .hasMessageContaining(why);
    }

    private static TransactionSigner signer(Caps caps) {
        ChainsFile.Chain chain = new ChainsFile.Chain(
                CHAIN,
                "avalanche",
                URI.create("http://127.0.0.1:1"),
                USDC,
                "USD Coin",
                "2",
                at("06"),
                at("07"),
                at("08"),
                TREASURY,
                at("09"),
                2);
        return new TransactionSigner(
                new LocalKey(KEY),
                KeyRoles.payouts(List.of(chain), List.of(TOKEN), caps),
                Map.of(CHAIN, EthAddress.parse(USDC)),
                Clock.systemUTC());
    }

    private static String at(String twoDigits) {
        return "0x" + twoDigits.repeat(20);
    }
}
