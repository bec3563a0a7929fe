package io.fluxledger.relayer.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.contracts.FluxBridgeAbi;
import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.contracts.NexusEscrowAbi;
import io.fluxledger.contracts.PaymentInfo;
import io.fluxledger.contracts.SwapPoolAbi;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.relayer.keys.SigningPolicy.Caps;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.SignatureRecovery;
import java.math.BigInteger;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.utils.Numeric;

class TransactionSignerTest {
    private static final PrivateKey KEY = PrivateKey.fromHex("22".repeat(32));
    private static final String SELF = KEY.address().toString();
    private static final String USDC = at("01");
    private static final String ESCROW = at("02");
    private static final String AUDIT = at("03");
    private static final String BRIDGE = at("04");
    private static final String POOL = at("05");
    private static final String EURO = at("06");
    private static final String STRANGER = at("07");
    private static final long CHAIN = 43114;
    private static final BigInteger GWEI = BigInteger.TEN.pow(9);
    private static final Eip712Domain TOKEN = new Eip712Domain("USD Coin", "2", CHAIN, EthAddress.parse(USDC));
    private static final byte[] SIGNATURE = new byte[65];

    private static final class TestClock extends Clock {
        private Instant now = Instant.ofEpochSecond(1_800_000_000);

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    private final TestClock clock = new TestClock();

    private static String at(String twoDigits) {
        return "0x" + twoDigits.repeat(20);
    }

    private static List<ChainsFile.Chain> chains() {
        return List.of(new ChainsFile.Chain(
                        CHAIN,
                        "avalanche",
                        URI.create("http://127.0.0.1:1"),
                        USDC,
                        "USD Coin",
                        "2",
                        ESCROW,
                        at("08"),
                        AUDIT,
                        SELF,
                        SELF,
                        2)
                .with(
                        List.of(new ChainsFile.Bridge("b", BRIDGE, List.of())),
                        POOL,
                        List.of(new ChainsFile.Token("dEUR", EURO, 8))));
    }

    private TransactionSigner signer(SigningPolicy policy) {
        return new TransactionSigner(new LocalKey(KEY), policy, Map.of(CHAIN, EthAddress.parse(USDC)), clock);
    }

    private TransactionSigner treasury(Caps caps) {
        return signer(KeyRoles.treasury(chains(), caps));
    }

    private static Caps caps(long micros, long gasWei) {
        return new Caps(
                Duration.ofHours(1),
                micros < 0 ? Optional.empty() : Optional.of(micros),
                gasWei < 0 ? Optional.empty() : Optional.of(BigInteger.valueOf(gasWei)));
    }

    private static RawTransaction transaction(long nonce, long gas, String to, long valueWei, byte[] data) {
        return RawTransaction.createTransaction(
                CHAIN,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(gas),
                to,
                BigInteger.valueOf(valueWei),
                Numeric.toHexString(data),
                BigInteger.ONE,
                GWEI);
    }

    private static Eip3009Authorization authorization(String nonce, long micros) {
        return Eip3009Authorization.ofMicros(
                KEY.address(),
                EthAddress.parse(STRANGER),
                micros,
                0,
                2_000_000_000L,
                Bytes32.parse("0x" + nonce.repeat(32)));
    }

    private static byte[] transfer(String nonce, long micros) {
        return UsdcAbi.transferWithAuthorization(
                SELF, STRANGER, micros, 0, 2_000_000_000L, Numeric.hexStringToByteArray(nonce.repeat(32)), SIGNATURE);
    }

    private static PaymentInfo payment() {
        return new PaymentInfo(SELF, STRANGER, STRANGER, USDC, 50_000, 1, 2, 3, 10, 10, SELF, BigInteger.ONE);
    }

    @Test
    void eachKeySignsWhatItsRoleNeedsAndNothingElse() throws Exception {
        record Call(String name, String to, String data, boolean treasury, boolean operator) {
            Call(String name, String to, byte[] data, boolean treasury, boolean operator) {
                this(name, to, Numeric.toHexString(data), treasury, operator);
            }
        }
        byte[] id = new byte[32];
        BigInteger one = BigInteger.ONE;
        List<Call> table = List.of(
                new Call(
                        "deposit",
                        USDC,
                        UsdcAbi.receiveWithAuthorization(STRANGER, SELF, 1, 0, 9, id, SIGNATURE),
                        true,
                        false),
                new Call("payout", USDC, transfer("aa", 1), true, false),
                new Call("plain transfer", USDC, UsdcAbi.transfer(STRANGER, 1), false, false),
                new Call("mint", USDC, UsdcAbi.mint(SELF, 1), false, false),
                new Call("approve the bridge", USDC, UsdcAbi.approve(BRIDGE, 1), true, false),
                new Call("approve the pool", USDC, UsdcAbi.approve(POOL, 1), true, false),
                new Call("approve a stranger", USDC, UsdcAbi.approve(STRANGER, 1), false, false),
                new Call("approve the pool for euros", EURO, UsdcAbi.approve(POOL, 1), true, false),
                new Call("approve the bridge for euros", EURO, UsdcAbi.approve(BRIDGE, 1), false, false),
                new Call("lock", BRIDGE, FluxBridgeAbi.lock(USDC, one, 1, STRANGER), true, false),
                new Call("pause the bridge", BRIDGE, FluxBridgeAbi.pause(USDC), false, false),
                new Call("lock elsewhere", STRANGER, FluxBridgeAbi.lock(USDC, one, 1, STRANGER), false, false),
                new Call("swap", POOL, SwapPoolAbi.swapExactInput(USDC, EURO, one, one, STRANGER, 9), true, false),
                new Call("pull out", POOL, SwapPoolAbi.addLiquidity(one, one), false, false),
                new Call("authorize", ESCROW, NexusEscrowAbi.authorize(payment(), 1, at("08"), SIGNATURE), false, true),
                new Call("capture", ESCROW, NexusEscrowAbi.capture(payment(), 1, 10, SELF), false, true),
                new Call("void", ESCROW, NexusEscrowAbi.voidPayment(payment()), false, true),
                new Call("refund", ESCROW, NexusEscrowAbi.refund(payment(), 1, at("08"), SIGNATURE), false, true),
                new Call("reclaim", ESCROW, NexusEscrowAbi.reclaim(payment()), false, false),
                new Call("unpause", ESCROW, NexusEscrowAbi.unpause(USDC), false, false),
                new Call("record", AUDIT, FluxPayAuditAbi.recordIntent(id, STRANGER, 1, 1), false, true),
                new Call("record many", AUDIT, FluxPayAuditAbi.recordSettlements(List.of()), false, true),
                new Call("anchor", AUDIT, FluxPayAuditAbi.anchor(id, id, one), false, true),
                new Call("no function", USDC, new byte[] {1, 2}, false, false),
                new Call("no calldata", USDC, new byte[0], false, false),
                new Call("a no-op", SELF, new byte[0], true, true));
        for (Call call : table) {
            signed(
                    treasury(Caps.NONE),
                    call.name(),
                    call.to(),
                    Numeric.hexStringToByteArray(call.data()),
                    call.treasury());
            signed(
                    signer(KeyRoles.operator(chains(), Caps.NONE)),
                    call.name(),
                    call.to(),
                    Numeric.hexStringToByteArray(call.data()),
                    call.operator());
        }
        assertThatThrownBy(() -> treasury(Caps.NONE).sign(transaction(1, 21_000, SELF, 1, new byte[0])))
                .isInstanceOf(SigningException.NotAllowed.class)
                .hasMessageContaining("may not send the chain's coin");
    }

    private static void signed(TransactionSigner signer, String name, String to, byte[] data, boolean allowed)
            throws Exception {
        if (!allowed) {
            assertThatThrownBy(() -> signer.sign(transaction(1, 100_000, to, 0, data)))
                    .as(name)
                    .isInstanceOf(SigningException.NotAllowed.class);
            assertThatThrownBy(() -> signer.check(CHAIN, EthAddress.parse(to), data))
                    .as(name)
                    .isInstanceOf(SigningException.NotAllowed.class);
            return;
        }
        assertThatCode(() -> signer.check(CHAIN, EthAddress.parse(to), data))
                .as(name)
                .doesNotThrowAnyException();
        SignedRawTransaction decoded = (SignedRawTransaction)
                TransactionDecoder.decode(Numeric.toHexString(signer.sign(transaction(1, 100_000, to, 0, data))));
        assertThat(decoded.getFrom()).as(name).isEqualTo(SELF);
        assertThat(decoded.getTo()).as(name).isEqualTo(to);
    }

    @Test
    void authorizationsAreForUsdcOfThisAccount() throws Exception {
        TransactionSigner treasury = treasury(Caps.NONE);
        Eip3009Authorization good = authorization("aa", 5);
        assertThat(SignatureRecovery.recover(good.transferDigest(TOKEN), treasury.authorizeTransfer(good, TOKEN)))
                .isEqualTo(KEY.address());
        Eip3009Authorization toBridge = Eip3009Authorization.ofMicros(
                KEY.address(), EthAddress.parse(BRIDGE), 5, 0, 9, Bytes32.parse("0x" + "bb".repeat(32)));
        assertThat(SignatureRecovery.recover(toBridge.receiveDigest(TOKEN), treasury.authorizeReceipt(toBridge, TOKEN)))
                .isEqualTo(KEY.address());
        notAllowed(() -> treasury.authorizeReceipt(good, TOKEN), "may not let " + STRANGER + " take tokens");
        notAllowed(
                () -> treasury.authorizeTransfer(good, new Eip712Domain("EUR", "1", CHAIN, EthAddress.parse(EURO))),
                "may not authorize transfers of " + EURO);
        notAllowed(
                () -> treasury.authorizeTransfer(good, new Eip712Domain("USD Coin", "2", 1, EthAddress.parse(USDC))),
                "may not authorize transfers of " + USDC + " on chain 1");
        notAllowed(
                () -> treasury.authorizeTransfer(
                        Eip3009Authorization.ofMicros(
                                EthAddress.parse(STRANGER),
                                KEY.address(),
                                5,
                                0,
                                9,
                                Bytes32.parse("0x" + "cc".repeat(32))),
                        TOKEN),
                "does not sign for " + STRANGER);
        notAllowed(
                () -> signer(KeyRoles.operator(chains(), Caps.NONE)).authorizeTransfer(good, TOKEN),
                "may not authorize transfers");
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void notAllowed(Attempt attempt, String reason) {
        assertThatThrownBy(attempt::run)
                .isInstanceOf(SigningException.NotAllowed.class)
                .hasMessageContaining(reason);
    }

    private static void overCap(Attempt attempt, String reason) {
        assertThatThrownBy(attempt::run)
                .isInstanceOf(SigningException.OverCap.class)
                .hasMessage(reason);
    }

    @Test
    void whatLeavesWithinTheWindowStaysUnderTheCap() throws Exception {
        TransactionSigner treasury = treasury(caps(100, -1));
        var _ = treasury.authorizeTransfer(authorization("aa", 60), TOKEN);
        // The transaction of the same authorization, and its replacement, are the same payment.
        var _ = treasury.sign(transaction(1, 100_000, USDC, 0, transfer("aa", 60)));
        var _ = treasury.sign(transaction(1, 100_000, USDC, 0, transfer("aa", 60)));
        overCap(
                () -> treasury.authorizeTransfer(authorization("bb", 41), TOKEN),
                "micro-USDC: 41 wanted, 40 left in this window");
        overCap(
                () -> treasury.sign(transaction(
                        2, 100_000, BRIDGE, 0, FluxBridgeAbi.lock(USDC, BigInteger.valueOf(41), 1, STRANGER))),
                "micro-USDC: 41 wanted, 40 left in this window");
        var _ = treasury.sign(
                transaction(2, 100_000, BRIDGE, 0, FluxBridgeAbi.lock(USDC, BigInteger.valueOf(30), 1, STRANGER)));
        overCap(
                () -> treasury.sign(transaction(
                        3,
                        100_000,
                        POOL,
                        0,
                        SwapPoolAbi.swapExactInput(USDC, EURO, BigInteger.valueOf(11), BigInteger.ONE, STRANGER, 9))),
                "micro-USDC: 11 wanted, 10 left in this window");
        // Swapping back gives USDC, it does not take any.
        var _ = treasury.sign(transaction(
                3,
                100_000,
                POOL,
                0,
                SwapPoolAbi.swapExactInput(EURO, USDC, BigInteger.valueOf(1_000), BigInteger.ONE, STRANGER, 9)));
        // What comes in costs nothing.
        var _ = treasury.sign(transaction(
                4,
                100_000,
                USDC,
                0,
                UsdcAbi.receiveWithAuthorization(STRANGER, SELF, 1_000_000, 0, 9, new byte[32], SIGNATURE)));
        clock.pass(Duration.ofMinutes(59));
        overCap(
                () -> treasury.authorizeTransfer(authorization("bb", 41), TOKEN),
                "micro-USDC: 41 wanted, 10 left in this window");
        clock.pass(Duration.ofMinutes(1));
        var _ = treasury.authorizeTransfer(authorization("bb", 100), TOKEN);
    }

    @Test
    void aSignedLockIsOnePaymentInItsAuthorizationAndItsTransaction() throws Exception {
        TransactionSigner treasury = treasury(caps(100, -1));
        FluxBridgeAbi.SignedLock lock = new FluxBridgeAbi.SignedLock(
                USDC, SELF, BigInteger.valueOf(70), 42161, STRANGER, 0, 9, "0x" + "dd".repeat(32));
        Eip3009Authorization authorization = Eip3009Authorization.ofMicros(
                KEY.address(), EthAddress.parse(BRIDGE), 70, 0, 9, Bytes32.of(lock.authorizationNonce(CHAIN, BRIDGE)));
        byte[] signature = treasury.authorizeReceipt(authorization, TOKEN).bytes();
        var _ = treasury.sign(transaction(1, 100_000, BRIDGE, 0, FluxBridgeAbi.lockWithAuthorization(lock, signature)));
        overCap(
                () -> treasury.authorizeTransfer(authorization("aa", 31), TOKEN),
                "micro-USDC: 31 wanted, 30 left in this window");
    }

    @Test
    void gasIsPromisedOnceForEachNonce() throws Exception {
        long gas = 100_000;
        TransactionSigner treasury = treasury(caps(-1, 250_000_000_000_000L));
        var _ = treasury.sign(transaction(1, gas, SELF, 0, new byte[0]));
        var _ = treasury.sign(transaction(1, gas, SELF, 0, new byte[0]));
        var _ = treasury.sign(transaction(2, gas, SELF, 0, new byte[0]));
        overCap(
                () -> treasury.sign(transaction(3, gas, SELF, 0, new byte[0])),
                "wei of gas: 100000000000000 wanted, 50000000000000 left in this window");
        // Replacing costs the difference only.
        var _ = treasury.sign(transaction(2, gas + 50_000, SELF, 0, new byte[0]));
        overCap(
                () -> treasury.sign(transaction(2, gas + 50_001, SELF, 0, new byte[0])),
                "wei of gas: 150001000000000 wanted, 150000000000000 left in this window");
    }

    @Test
    void aNewProcessCountsWhatWasSignedBefore() throws Exception {
        TransactionSigner before = treasury(caps(100, -1));
        long signedAtMs = clock.millis();
        byte[] first = before.sign(transaction(1, 100_000, USDC, 0, transfer("aa", 60)));
        clock.pass(Duration.ofMinutes(30));

        TransactionSigner after = treasury(caps(100, -1));
        after.restore(first, signedAtMs);
        after.restore(first, signedAtMs);
        overCap(
                () -> after.authorizeTransfer(authorization("bb", 41), TOKEN),
                "micro-USDC: 41 wanted, 40 left in this window");
        var _ = after.authorizeTransfer(authorization("aa", 60), TOKEN);
        var _ = after.authorizeTransfer(authorization("bb", 40), TOKEN);
        clock.pass(Duration.ofMinutes(31));
        overCap(
                () -> after.authorizeTransfer(authorization("cc", 1), TOKEN),
                "micro-USDC: 1 wanted, 0 left in this window");
    }

    /** How long ago 60 were signed, and what is left of 100 in an hour. */
    @ParameterizedTest
    @CsvSource({"0, 40", "3599999, 40", "3600000, 100", "7200000, 100"})
    void whatLeftTheWindowBeforeTheProcessBeganDoesNotCount(long agoMs, long left) throws Exception {
        byte[] signed = treasury(caps(100, -1)).sign(transaction(1, 100_000, USDC, 0, transfer("aa", 60)));
        TransactionSigner after = treasury(caps(100, -1));
        after.restore(signed, clock.millis() - agoMs);
        overCap(
                () -> after.authorizeTransfer(authorization("bb", 101), TOKEN),
                "micro-USDC: 101 wanted, %d left in this window".formatted(left));
    }
}
