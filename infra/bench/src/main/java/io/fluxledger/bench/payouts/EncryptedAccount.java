package io.fluxledger.bench.payouts;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.contracts.EercBalance;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.prover.KnownBalance;
import io.fluxledger.prover.Prover;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/**
 * A wallet with gas and the name of its encryption key in a prover.
 *
 * @param name of the key; its file has that name
 */
record EncryptedAccount(PayoutChain chain, Prover prover, String name, Credentials wallet) {
    /** The number that the encrypted token gives to the first token that is deposited. */
    static final BigInteger TOKEN_ID = BigInteger.ONE;

    /** Makes the key and registers it by a real proof. */
    TransactionReceipt register(Path directory, Path password) throws IOException {
        var _ = prover.createKey(name, keyFile(directory, name), password);
        return chain.send(
                wallet,
                chain.contracts.registrar(),
                EercAbi.register(prover.register(name, wallet.getAddress(), PayoutChain.CHAIN_ID)));
    }

    /** Where the key of that name lies. */
    static Path keyFile(Path directory, String name) {
        return directory.resolve(name + ".key");
    }

    /** Mints USDC and deposits it. */
    TransactionReceipt deposit(long amountMicros) throws IOException {
        String erc = chain.contracts.encryptedErc();
        chain.mintUsdc(wallet.getAddress(), amountMicros);
        var _ = chain.send(wallet, chain.usdc, UsdcAbi.approve(erc, amountMicros));
        return chain.send(
                wallet,
                erc,
                EercAbi.deposit(BigInteger.valueOf(amountMicros), chain.usdc, prover.encryptOwn(name, amountMicros)));
    }

    /** Names this account, which is registered, as the one who may read every amount. */
    void becomeAuditor() throws IOException {
        var _ = chain.send(
                chain.owner, chain.contracts.encryptedErc(), EercAbi.setAuditorPublicKey(wallet.getAddress()));
    }

    /** The registered key's two words. */
    List<BigInteger> key() throws IOException {
        return EercAbi.decodeKey(
                chain.call(chain.contracts.registrar(), EercAbi.getUserPublicKey(wallet.getAddress())));
    }

    /** What only this account can read. */
    KnownBalance balance() throws IOException {
        EercBalance encrypted = EercAbi.decodeBalance(
                chain.call(chain.contracts.encryptedErc(), EercAbi.balanceOf(wallet.getAddress(), TOKEN_ID)));
        return prover.decryptBalance(name, encrypted);
    }
}
