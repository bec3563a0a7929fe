package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.contracts.FluxPayAuditAbi.IntentRecorded;
import io.fluxledger.contracts.FluxPayAuditAbi.RefundRecorded;
import io.fluxledger.contracts.FluxPayAuditAbi.RootAnchored;
import io.fluxledger.contracts.FluxPayAuditAbi.SettlementRecorded;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

class FluxPayAuditTest {
    private static LocalChain local;

    @BeforeAll
    static void start() throws Exception {
        local = new LocalChain();
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private static List<FluxPayAuditAbi.Event> record(byte[] data) {
        String audit = local.contracts.audit();
        return FluxPayAuditAbi.events(
                audit, local.send(local.operator, audit, data).getLogs());
    }

    private static void refused(Credentials sender, byte[] data, String reason) {
        assertThatThrownBy(() -> local.send(sender, local.contracts.audit(), data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("reverted: " + reason);
    }

    private static byte[] key(String intentId) {
        return FluxPayAuditAbi.intentKey(local.payer.getAddress(), intentId);
    }

    private static String hex(byte[] bytes) {
        return Numeric.toHexString(bytes);
    }

    @Test
    void anIntentIsRecordedOnceAndClosedOnce() {
        String payer = local.payer.getAddress();
        String provider = local.provider.getAddress();
        byte[] id = key("fluxpay:1");
        byte[] nexusTx = LocalChain.keccak("tx");
        refused(
                local.operator,
                FluxPayAuditAbi.recordSettlement(id, provider, 1, nexusTx),
                "NotRecorded(id=" + hex(id) + ")");
        assertThat(record(FluxPayAuditAbi.recordIntent(id, payer, 50_000, 1_800_000_000)))
                .containsExactly(new IntentRecorded(hex(id), payer, 50_000, 1_800_000_000));
        refused(
                local.operator,
                FluxPayAuditAbi.recordIntent(id, payer, 50_000, 1_800_000_000),
                "AlreadyRecorded(id=" + hex(id) + ")");
        refused(
                local.operator,
                FluxPayAuditAbi.recordSettlement(id, provider, 50_001, nexusTx),
                "ExceedsIntent(id=" + hex(id) + ", amount=50001, maxAmount=50000)");
        assertThat(record(FluxPayAuditAbi.recordSettlement(id, provider, 7_000, nexusTx)))
                .containsExactly(new SettlementRecorded(hex(id), provider, 7_000, hex(nexusTx)));
        refused(
                local.operator,
                FluxPayAuditAbi.recordSettlement(id, provider, 7_000, nexusTx),
                "AlreadyClosed(id=" + hex(id) + ", status=2)");
        refused(
                local.operator,
                FluxPayAuditAbi.recordRefund(id, nexusTx),
                "AlreadyClosed(id=" + hex(id) + ", status=2)");

        byte[] refunded = key("fluxpay:2");
        record(FluxPayAuditAbi.recordIntent(refunded, payer, 50_000, 1_800_000_000));
        assertThat(record(FluxPayAuditAbi.recordRefund(refunded, nexusTx)))
                .containsExactly(new RefundRecorded(hex(refunded), hex(nexusTx)));
        refused(
                local.operator,
                FluxPayAuditAbi.recordRefund(refunded, nexusTx),
                "AlreadyClosed(id=" + hex(refunded) + ", status=3)");
    }

    @Test
    void onlyTheOperatorRecords() {
        String stranger = local.stranger.getAddress();
        String reason = "OwnableUnauthorizedAccount(account=" + stranger + ")";
        byte[] id = key("fluxpay:3");
        refused(local.stranger, FluxPayAuditAbi.recordIntent(id, stranger, 1, 1), reason);
        refused(local.stranger, FluxPayAuditAbi.recordSettlement(id, stranger, 1, id), reason);
        refused(local.stranger, FluxPayAuditAbi.recordRefund(id, id), reason);
        refused(local.stranger, FluxPayAuditAbi.anchor(id, new byte[32], BigInteger.ONE), reason);
    }

    @Test
    void rootsFormAChain() {
        byte[] none = new byte[32];
        byte[] first = LocalChain.keccak("first");
        byte[] second = LocalChain.keccak("second");
        assertThat(record(FluxPayAuditAbi.anchor(first, none, BigInteger.ONE)))
                .containsExactly(new RootAnchored(BigInteger.ONE, hex(first), hex(none)));
        refused(
                local.operator,
                FluxPayAuditAbi.anchor(second, none, BigInteger.TWO),
                "BrokenChain(prevRoot=" + hex(none) + ", lastRoot=" + hex(first) + ")");
        refused(
                local.operator,
                FluxPayAuditAbi.anchor(second, first, BigInteger.ONE),
                "BatchNotNext(batchId=1, lastBatchId=1)");
        refused(local.operator, FluxPayAuditAbi.anchor(none, first, BigInteger.TWO), "ZeroRoot()");
        record(FluxPayAuditAbi.anchor(second, first, BigInteger.TWO));
    }
}
