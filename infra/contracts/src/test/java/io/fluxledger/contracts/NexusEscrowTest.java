package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.contracts.NexusEscrowAbi.Authorized;
import io.fluxledger.contracts.NexusEscrowAbi.Captured;
import io.fluxledger.contracts.NexusEscrowAbi.PaymentState;
import io.fluxledger.contracts.NexusEscrowAbi.Reclaimed;
import io.fluxledger.contracts.NexusEscrowAbi.Refunded;
import io.fluxledger.contracts.NexusEscrowAbi.Voided;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

class NexusEscrowTest {
    private static final String NOBODY = "0x0000000000000000000000000000000000000000";
    private static LocalChain local;
    private static long salt;

    @BeforeAll
    static void start() throws Exception {
        local = new LocalChain();
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @BeforeEach
    void payerHasMoney() {
        local.chainDeployer.mintUsdc(local.payer.getAddress(), 1_000_000);
    }

    private static PaymentInfo info(long maxAmountMicros, long nowS) {
        return new PaymentInfo(
                local.operator.getAddress(),
                local.payer.getAddress(),
                local.provider.getAddress(),
                local.contracts.usdc(),
                maxAmountMicros,
                nowS + 300,
                nowS + 600,
                nowS + 900,
                10,
                10,
                local.treasury.getAddress(),
                BigInteger.valueOf(++salt));
    }

    private static byte[] signature(PaymentInfo info, Credentials signer) {
        return local.authorization(
                "Receive",
                signer,
                info.payer(),
                LocalChain.COLLECTOR,
                info.maxAmountMicros(),
                info.preApprovalExpiryS(),
                info.authorizationNonce(LocalChain.CHAIN_ID, LocalChain.ESCROW));
    }

    private static TransactionReceipt asOperator(byte[] data) {
        return local.send(local.operator, LocalChain.ESCROW, data);
    }

    private static TransactionReceipt authorize(PaymentInfo info, long amountMicros) {
        return asOperator(
                NexusEscrowAbi.authorize(info, amountMicros, LocalChain.COLLECTOR, signature(info, local.payer)));
    }

    private static TransactionReceipt capture(PaymentInfo info, long amountMicros) {
        return asOperator(NexusEscrowAbi.capture(info, amountMicros, 10, info.feeReceiver()));
    }

    private static String hash(PaymentInfo info) {
        return Numeric.toHexString(info.hash(LocalChain.CHAIN_ID, LocalChain.ESCROW));
    }

    private static PaymentState state(PaymentInfo info) {
        byte[] question = NexusEscrowAbi.paymentState(info.hash(LocalChain.CHAIN_ID, LocalChain.ESCROW));
        return NexusEscrowAbi.decodePaymentState(local.chain.call(null, LocalChain.ESCROW, question));
    }

    private static List<NexusEscrowAbi.Event> events(TransactionReceipt receipt) {
        return NexusEscrowAbi.events(LocalChain.ESCROW, receipt.getLogs());
    }

    @Test
    void hashIsTheOneOfTheContract() throws Exception {
        PaymentInfo info = info(50_000, local.nowS());
        assertThat(local.chain.call(null, LocalChain.ESCROW, NexusEscrowAbi.getHash(info)))
                .isEqualTo(hash(info));
    }

    @Test
    void canonicalExampleLocksCapturesAndVoidsToTheMicro() throws Exception {
        long payerBefore = local.balance(local.payer);
        long providerBefore = local.balance(local.provider);
        long treasuryBefore = local.balance(local.treasury);
        long escrowBefore = local.balance(LocalChain.ESCROW);
        PaymentInfo info = info(50_000, local.nowS());

        assertThat(events(authorize(info, 50_000))).containsExactly(new Authorized(hash(info), 50_000));
        assertThat(local.balance(local.payer)).isEqualTo(payerBefore - 50_000);
        assertThat(local.balance(LocalChain.ESCROW)).isEqualTo(escrowBefore + 50_000);
        assertThat(state(info)).isEqualTo(new PaymentState(true, 50_000, 0));

        List<NexusEscrowAbi.Event> captured = events(capture(info, 7_000));
        assertThat(captured).containsExactly(new Captured(hash(info), 7_000, 10, local.treasury.getAddress()));
        assertThat(((Captured) captured.getFirst()).feeMicros()).isEqualTo(7);
        assertThat(events(asOperator(NexusEscrowAbi.voidPayment(info))))
                .containsExactly(new Voided(hash(info), 43_000));

        assertThat(local.balance(local.payer)).isEqualTo(payerBefore - 7_000);
        assertThat(local.balance(local.provider)).isEqualTo(providerBefore + 6_993);
        assertThat(local.balance(local.treasury)).isEqualTo(treasuryBefore + 7);
        assertThat(local.balance(LocalChain.ESCROW)).isEqualTo(escrowBefore);
        assertThat(state(info)).isEqualTo(new PaymentState(true, 0, 7_000));
    }

    @Test
    void authorizingLessThanTheMaximumGivesTheRestBackAtOnce() throws Exception {
        long payerBefore = local.balance(local.payer);
        PaymentInfo info = info(50_000, local.nowS());
        TransactionReceipt receipt = authorize(info, 20_000);
        assertThat(UsdcAbi.authorizationsUsed(local.contracts.usdc(), receipt.getLogs()))
                .extracting(UsdcAbi.AuthorizationUsed::authorizer)
                .containsExactly(local.payer.getAddress());
        assertThat(local.balance(local.payer)).isEqualTo(payerBefore - 20_000);
        assertThat(state(info)).isEqualTo(new PaymentState(true, 20_000, 0));
        asOperator(NexusEscrowAbi.voidPayment(info));
    }

    @Test
    void refusalsOfAuthorize() throws Exception {
        long nowS = local.nowS();
        PaymentInfo good = info(50_000, nowS);
        byte[] signed = signature(good, local.payer);
        String operator = local.operator.getAddress();
        refused(
                local.operator,
                NexusEscrowAbi.authorize(good, 50_001, LocalChain.COLLECTOR, signed),
                "ExceedsMaxAmount(amount=50001, maxAmount=50000)");
        refused(local.operator, NexusEscrowAbi.authorize(good, 0, LocalChain.COLLECTOR, signed), "ZeroAmount()");
        refused(
                local.stranger,
                NexusEscrowAbi.authorize(good, 50_000, LocalChain.COLLECTOR, signed),
                "InvalidSender(sender=" + local.stranger.getAddress() + ", expected=" + operator + ")");
        refused(
                local.operator,
                NexusEscrowAbi.authorize(good, 50_000, LocalChain.COLLECTOR, signature(good, local.stranger)),
                "FiatTokenV2: invalid signature");
        PaymentInfo otherReceiver = new PaymentInfo(
                operator,
                good.payer(),
                local.stranger.getAddress(),
                good.token(),
                50_000,
                good.preApprovalExpiryS(),
                good.authorizationExpiryS(),
                good.refundExpiryS(),
                10,
                10,
                good.feeReceiver(),
                good.salt());
        refused(
                local.operator,
                NexusEscrowAbi.authorize(otherReceiver, 50_000, LocalChain.COLLECTOR, signed),
                "FiatTokenV2: invalid signature");
        refused(
                local.operator,
                NexusEscrowAbi.authorize(good, 50_000, local.contracts.refundCollector(), signed),
                "InvalidCollectorForOperation()");
        PaymentInfo backwards = new PaymentInfo(
                operator,
                good.payer(),
                good.receiver(),
                good.token(),
                50_000,
                nowS + 300,
                nowS + 200,
                nowS + 900,
                10,
                10,
                good.feeReceiver(),
                good.salt());
        refused(
                local.operator,
                NexusEscrowAbi.authorize(backwards, 50_000, LocalChain.COLLECTOR, signature(backwards, local.payer)),
                "InvalidExpiries(preApproval=" + (nowS + 300) + ", authorization=" + (nowS + 200) + ", refund="
                        + (nowS + 900) + ")");
        PaymentInfo feeRange = new PaymentInfo(
                operator,
                good.payer(),
                good.receiver(),
                good.token(),
                50_000,
                nowS + 300,
                nowS + 600,
                nowS + 900,
                11,
                10,
                good.feeReceiver(),
                good.salt());
        refused(
                local.operator,
                NexusEscrowAbi.authorize(feeRange, 50_000, LocalChain.COLLECTOR, signature(feeRange, local.payer)),
                "InvalidFeeBpsRange(minFeeBps=11, maxFeeBps=10)");

        authorize(good, 50_000);
        refused(
                local.operator,
                NexusEscrowAbi.authorize(good, 50_000, LocalChain.COLLECTOR, signed),
                "PaymentAlreadyCollected(paymentInfoHash=" + hash(good) + ")");
        asOperator(NexusEscrowAbi.voidPayment(good));
        refused(
                local.operator,
                NexusEscrowAbi.authorize(good, 50_000, LocalChain.COLLECTOR, signed),
                "PaymentAlreadyCollected(paymentInfoHash=" + hash(good) + ")");
    }

    @Test
    void refusalsOfCaptureAndVoid() throws Exception {
        PaymentInfo info = info(50_000, local.nowS());
        refused(
                local.operator,
                NexusEscrowAbi.capture(info, 1, 10, info.feeReceiver()),
                "InsufficientAuthorization(paymentInfoHash=" + hash(info) + ", authorizedAmount=0, requestedAmount=1)");
        refused(
                local.operator,
                NexusEscrowAbi.voidPayment(info),
                "ZeroAuthorization(paymentInfoHash=" + hash(info) + ")");
        authorize(info, 50_000);
        refused(
                local.operator,
                NexusEscrowAbi.capture(info, 50_001, 10, info.feeReceiver()),
                "InsufficientAuthorization(paymentInfoHash=" + hash(info)
                        + ", authorizedAmount=50000, requestedAmount=50001)");
        refused(
                local.operator,
                NexusEscrowAbi.capture(info, 1, 9, info.feeReceiver()),
                "FeeBpsOutOfRange(feeBps=9, minFeeBps=10, maxFeeBps=10)");
        refused(
                local.operator,
                NexusEscrowAbi.capture(info, 1, 11, info.feeReceiver()),
                "FeeBpsOutOfRange(feeBps=11, minFeeBps=10, maxFeeBps=10)");
        refused(
                local.operator,
                NexusEscrowAbi.capture(info, 1, 10, NOBODY),
                "InvalidFeeReceiver(attempted=" + NOBODY + ", expected=" + info.feeReceiver() + ")");
        refused(
                local.payer,
                NexusEscrowAbi.capture(info, 1, 10, info.feeReceiver()),
                "InvalidSender(sender=" + local.payer.getAddress() + ", expected=" + info.operator() + ")");
        refused(
                local.payer,
                NexusEscrowAbi.voidPayment(info),
                "InvalidSender(sender=" + local.payer.getAddress() + ", expected=" + info.operator() + ")");
        asOperator(NexusEscrowAbi.voidPayment(info));
        refused(
                local.operator,
                NexusEscrowAbi.voidPayment(info),
                "ZeroAuthorization(paymentInfoHash=" + hash(info) + ")");
    }

    @Test
    void expiriesAreStrict() throws Exception {
        long nowS = local.nowS();
        PaymentInfo late = info(50_000, nowS);
        PaymentInfo info = info(50_000, nowS);
        byte[] signed = signature(late, local.payer);
        authorize(info, 50_000);
        capture(info, 10_000);
        refused(local.payer, NexusEscrowAbi.reclaim(info), "BeforeAuthorizationExpiry(");

        local.advanceTo(late.preApprovalExpiryS());
        refused(
                local.operator,
                NexusEscrowAbi.authorize(late, 50_000, LocalChain.COLLECTOR, signed),
                "AfterPreApprovalExpiry(timestamp=" + late.preApprovalExpiryS() + ", expiry="
                        + late.preApprovalExpiryS() + ")");

        local.advanceTo(info.authorizationExpiryS() - 1);
        local.chain.call(info.operator(), LocalChain.ESCROW, NexusEscrowAbi.capture(info, 1, 10, info.feeReceiver()));
        local.advanceTo(info.authorizationExpiryS());
        refused(
                local.operator,
                NexusEscrowAbi.capture(info, 1, 10, info.feeReceiver()),
                "AfterAuthorizationExpiry(timestamp=" + info.authorizationExpiryS() + ", expiry="
                        + info.authorizationExpiryS() + ")");
        refused(local.stranger, NexusEscrowAbi.reclaim(info), "InvalidSender(");
        long payerBefore = local.balance(local.payer);
        assertThat(events(local.send(local.payer, LocalChain.ESCROW, NexusEscrowAbi.reclaim(info))))
                .containsExactly(new Reclaimed(hash(info), 40_000));
        assertThat(local.balance(local.payer)).isEqualTo(payerBefore + 40_000);

        local.advanceTo(info.refundExpiryS());
        refused(
                local.operator,
                NexusEscrowAbi.refund(info, 1, local.contracts.refundCollector(), new byte[0]),
                "AfterRefundExpiry(");
    }

    @Test
    void refundTakesTheMoneyFromTheOperatorAndNeverMoreThanWasCaptured() throws Exception {
        PaymentInfo info = info(50_000, local.nowS());
        String refundCollector = local.contracts.refundCollector();
        authorize(info, 50_000);
        capture(info, 30_000);
        local.chainDeployer.mintUsdc(local.operator.getAddress(), 30_000);
        refused(
                local.operator,
                NexusEscrowAbi.refund(info, 30_001, refundCollector, new byte[0]),
                "RefundExceedsCapture(refund=30001, captured=30000)");
        refused(
                local.operator,
                NexusEscrowAbi.refund(info, 30_000, LocalChain.COLLECTOR, new byte[0]),
                "InvalidCollectorForOperation()");
        refused(
                local.operator,
                NexusEscrowAbi.refund(info, 30_000, refundCollector, new byte[0]),
                "ERC20: transfer amount exceeds allowance");
        local.send(local.operator, local.contracts.usdc(), UsdcAbi.approve(refundCollector, 30_000));
        long payerBefore = local.balance(local.payer);
        TransactionReceipt receipt = asOperator(NexusEscrowAbi.refund(info, 30_000, refundCollector, new byte[0]));
        assertThat(events(receipt)).containsExactly(new Refunded(hash(info), 30_000));
        assertThat(local.balance(local.payer)).isEqualTo(payerBefore + 30_000);
        assertThat(state(info)).isEqualTo(new PaymentState(true, 20_000, 0));
        asOperator(NexusEscrowAbi.voidPayment(info));
    }

    @Test
    void collectorListensToTheEscrowAlone() throws Exception {
        PaymentInfo info = info(50_000, local.nowS());
        byte[] direct = Calldata.call("collectTokens(" + PaymentInfo.TUPLE + ",address,uint256,bytes)")
                .words(info.words())
                .address(local.stranger.getAddress())
                .uint(50_000)
                .bytes(signature(info, local.payer))
                .encode();
        assertThatIllegalStateException()
                .isThrownBy(() -> local.chain.call(local.stranger.getAddress(), LocalChain.COLLECTOR, direct))
                .withMessageEndingWith("reverted: OnlyAuthCaptureEscrow()");
    }

    /** A model of the escrow beside it: after every step its balance is the sum of what is capturable. */
    @Test
    void escrowHoldsExactlyWhatIsLocked() throws Exception {
        long seed = 20261121;
        Random random = new Random(seed);
        Map<PaymentInfo, Long> locked = new HashMap<>();
        long outside = local.balance(LocalChain.ESCROW);
        for (int step = 0; step < 60; step++) {
            List<PaymentInfo> open = locked.entrySet().stream()
                    .filter(entry -> entry.getValue() > 0)
                    .map(Map.Entry::getKey)
                    .sorted(java.util.Comparator.comparing(PaymentInfo::salt))
                    .toList();
            if (open.isEmpty() || random.nextInt(3) == 0) {
                long maximum = 1 + random.nextLong(20_000);
                PaymentInfo info = info(maximum, local.nowS());
                long amount = 1 + random.nextLong(maximum);
                authorize(info, amount);
                locked.put(info, amount);
            } else {
                PaymentInfo info = open.get(random.nextInt(open.size()));
                long rest = locked.getOrDefault(info, 0L);
                if (random.nextBoolean()) {
                    long amount = 1 + random.nextLong(rest);
                    capture(info, amount);
                    locked.put(info, rest - amount);
                } else {
                    asOperator(NexusEscrowAbi.voidPayment(info));
                    locked.put(info, 0L);
                }
            }
            assertThat(local.balance(LocalChain.ESCROW) - outside)
                    .as("seed %d step %d", seed, step)
                    .isEqualTo(
                            locked.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    private static void refused(Credentials sender, byte[] data, String reason) {
        assertThatThrownBy(() -> local.send(sender, LocalChain.ESCROW, data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reverted: " + reason);
    }
}
