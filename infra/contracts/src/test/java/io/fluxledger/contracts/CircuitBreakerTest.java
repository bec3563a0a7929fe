package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.contracts.NexusEscrowAbi.Flow;
import java.math.BigInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;

class CircuitBreakerTest {
    private static LocalChain local;
    private static long salt;

    @BeforeAll
    static void start() throws Exception {
        local = new LocalChain();
        local.chainDeployer.mintUsdc(local.payer.getAddress(), 10_000_000);
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private static PaymentInfo info(Credentials operator) throws Exception {
        long nowS = local.nowS();
        return new PaymentInfo(
                operator.getAddress(),
                local.payer.getAddress(),
                local.provider.getAddress(),
                local.contracts.usdc(),
                50_000,
                nowS + 300,
                nowS + 600,
                nowS + 900,
                10,
                10,
                local.treasury.getAddress(),
                BigInteger.valueOf(++salt));
    }

    private static byte[] authorize(PaymentInfo info, long amountMicros) {
        byte[] signature = local.authorization(
                "Receive",
                local.payer,
                info.payer(),
                LocalChain.COLLECTOR,
                info.maxAmountMicros(),
                info.preApprovalExpiryS(),
                info.authorizationNonce(LocalChain.CHAIN_ID, LocalChain.ESCROW));
        return NexusEscrowAbi.authorize(info, amountMicros, LocalChain.COLLECTOR, signature);
    }

    private static byte[] capture(PaymentInfo info, long amountMicros) {
        return NexusEscrowAbi.capture(info, amountMicros, 10, info.feeReceiver());
    }

    private static void send(Credentials sender, byte[] data) {
        var _ = local.send(sender, LocalChain.ESCROW, data);
    }

    private static void refused(Credentials sender, byte[] data, String reason) {
        assertThatThrownBy(() -> local.send(sender, LocalChain.ESCROW, data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reverted: " + reason);
    }

    private static BigInteger left(Flow flow) {
        return TokenAbi.decodeAmount(local.chain.call(
                null,
                LocalChain.ESCROW,
                NexusEscrowAbi.left(local.operator.getAddress(), local.contracts.usdc(), flow)));
    }

    @Test
    void whilePausedNothingEntersAndPayersStillLeave() throws Exception {
        for (String token : new String[] {local.contracts.usdc(), NexusEscrowAbi.EVERY_TOKEN}) {
            PaymentInfo voided = info(local.operator);
            PaymentInfo reclaimed = info(local.operator);
            PaymentInfo refunded = info(local.operator);
            for (PaymentInfo info : new PaymentInfo[] {voided, reclaimed, refunded}) {
                send(local.operator, authorize(info, 50_000));
            }
            send(local.operator, capture(refunded, 20_000));
            refused(local.stranger, NexusEscrowAbi.pause(token), "NotGuardian(sender=" + local.stranger.getAddress());
            send(local.operator, NexusEscrowAbi.pause(token));
            assertThat(left(Flow.AUTHORIZE)).isEqualTo(BigInteger.ZERO);
            refused(local.operator, authorize(info(local.operator), 1), "TokenPaused(token=" + token + ")");
            refused(local.operator, capture(refunded, 1), "TokenPaused(token=" + token + ")");

            long before = local.balance(local.payer);
            send(local.operator, NexusEscrowAbi.voidPayment(voided));
            local.chainDeployer.mintUsdc(local.operator.getAddress(), 20_000);
            local.send(
                    local.operator, local.contracts.usdc(), UsdcAbi.approve(local.contracts.refundCollector(), 20_000));
            send(
                    local.operator,
                    NexusEscrowAbi.refund(refunded, 20_000, local.contracts.refundCollector(), new byte[0]));
            local.advanceTo(reclaimed.authorizationExpiryS());
            send(local.payer, NexusEscrowAbi.reclaim(reclaimed));
            assertThat(local.balance(local.payer)).isEqualTo(before + 50_000 + 20_000 + 50_000);

            refused(local.operator, NexusEscrowAbi.unpause(token), "OwnableUnauthorizedAccount(");
            send(local.deployer, NexusEscrowAbi.unpause(token));
            send(local.operator, authorize(info(local.operator), 1));
        }
    }

    @Test
    void aWindowLetsThroughItsCapOfEachOperator() throws Exception {
        String usdc = local.contracts.usdc();
        String operator = local.operator.getAddress();
        long windowS = 3_600;
        assertThat(left(Flow.AUTHORIZE)).isEqualTo(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
        refused(
                local.operator,
                NexusEscrowAbi.setCap(operator, usdc, Flow.AUTHORIZE, 1, windowS),
                "OwnableUnauthorizedAccount(");
        local.advanceTo((local.nowS() / windowS + 1) * windowS);
        send(local.deployer, NexusEscrowAbi.setCap(operator, usdc, Flow.AUTHORIZE, 60_000, windowS));
        send(local.deployer, NexusEscrowAbi.setCap(operator, usdc, Flow.CAPTURE, 30_000, windowS));
        PaymentInfo first = info(local.operator);
        send(local.operator, authorize(first, 50_000));
        assertThat(left(Flow.AUTHORIZE)).isEqualTo(BigInteger.valueOf(10_000));
        PaymentInfo second = info(local.operator);
        refused(
                local.operator,
                authorize(second, 10_001),
                "OverCap(operator=" + operator + ", token=" + usdc + ", flow=0, amount=10001, left=10000)");
        send(local.operator, authorize(second, 10_000));
        send(local.operator, capture(first, 30_000));
        refused(local.operator, capture(first, 1), "OverCap(operator=" + operator + ", token=" + usdc + ", flow=1");
        // Whoever else operates payments has nothing to do with that cap.
        send(local.stranger, authorize(info(local.stranger), 50_000));

        local.advanceTo((local.nowS() / windowS + 1) * windowS);
        send(local.operator, authorize(info(local.operator), 50_000));
        send(local.deployer, NexusEscrowAbi.setCap(operator, usdc, Flow.AUTHORIZE, 0, 0));
        send(local.deployer, NexusEscrowAbi.setCap(operator, usdc, Flow.CAPTURE, 0, 0));
        send(local.operator, authorize(info(local.operator), 50_000));
    }
}
