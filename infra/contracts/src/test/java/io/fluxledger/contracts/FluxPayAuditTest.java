package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.contracts.FluxPayAuditAbi.IntentRecorded;
import io.fluxledger.contracts.FluxPayAuditAbi.Opening;
import io.fluxledger.contracts.FluxPayAuditAbi.Refund;
import io.fluxledger.contracts.FluxPayAuditAbi.RefundRecorded;
import io.fluxledger.contracts.FluxPayAuditAbi.RootAnchored;
import io.fluxledger.contracts.FluxPayAuditAbi.Settlement;
import io.fluxledger.contracts.FluxPayAuditAbi.SettlementRecorded;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
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

    @Test
    void manyAreRecordedInOneTransactionForLessGas() {
        String payer = local.payer.getAddress();
        String provider = local.provider.getAddress();
        byte[] nexusTx = LocalChain.keccak("tx");
        List<byte[]> ids = Stream.of("a", "b", "c", "d", "e")
                .map(name -> key("batch:" + name))
                .toList();
        long oneByOne = 0;
        for (byte[] id : ids.subList(0, 2)) {
            oneByOne += gasOf(FluxPayAuditAbi.recordIntent(id, payer, 50_000, 1_800_000_000));
            oneByOne += gasOf(FluxPayAuditAbi.recordSettlement(id, provider, 7_000, nexusTx));
        }
        List<byte[]> rest = ids.subList(2, 4);
        var opened = local.send(
                local.operator,
                local.contracts.audit(),
                FluxPayAuditAbi.recordIntents(rest.stream()
                        .map(id -> new Opening(hex(id), payer, 50_000, 1_800_000_000))
                        .toList()));
        var settled = local.send(
                local.operator,
                local.contracts.audit(),
                FluxPayAuditAbi.recordSettlements(rest.stream()
                        .map(id -> new Settlement(hex(id), provider, 7_000, hex(nexusTx)))
                        .toList()));
        assertThat(FluxPayAuditAbi.events(local.contracts.audit(), settled.getLogs()))
                .containsExactly(
                        new SettlementRecorded(hex(rest.get(0)), provider, 7_000, hex(nexusTx)),
                        new SettlementRecorded(hex(rest.get(1)), provider, 7_000, hex(nexusTx)));
        assertThat(opened.getGasUsed().add(settled.getGasUsed()).longValueExact())
                .as("of %d one by one", oneByOne)
                .isLessThan(oneByOne - 30_000);
        byte[] last = ids.get(4);
        record(FluxPayAuditAbi.recordIntents(List.of(new Opening(hex(last), payer, 1, 1))));
        refused(
                local.operator,
                FluxPayAuditAbi.recordRefunds(
                        List.of(new Refund(hex(last), hex(nexusTx)), new Refund(hex(rest.get(0)), hex(nexusTx)))),
                "AlreadyClosed(id=" + hex(rest.get(0)) + ", status=2)");
        assertThat(record(FluxPayAuditAbi.recordRefunds(List.of(new Refund(hex(last), hex(nexusTx))))))
                .containsExactly(new RefundRecorded(hex(last), hex(nexusTx)));
        refused(
                local.stranger,
                FluxPayAuditAbi.recordIntents(List.of()),
                "OwnableUnauthorizedAccount(account=" + local.stranger.getAddress() + ")");
    }

    private static long gasOf(byte[] data) {
        return local.send(local.operator, local.contracts.audit(), data)
                .getGasUsed()
                .longValueExact();
    }

    @Test
    void aLeafIsProvenAgainstAnAnchoredRoot() throws Exception {
        try (LocalChain fresh = new LocalChain()) {
            byte[] first = Calldata.arguments().uint(1).uint(700).encode();
            byte[] second = Calldata.arguments().uint(2).uint(800).encode();
            byte[] root = parent(leaf(first), leaf(second));
            assertThat(isUnder(fresh, 7, first, leaf(second)))
                    .as("not anchored")
                    .isFalse();
            fresh.send(
                    fresh.operator,
                    fresh.contracts.audit(),
                    FluxPayAuditAbi.anchor(root, new byte[32], BigInteger.valueOf(7)));
            assertThat(isUnder(fresh, 7, first, leaf(second))).isTrue();
            assertThat(isUnder(fresh, 7, second, leaf(first))).isTrue();
            assertThat(isUnder(fresh, 8, first, leaf(second))).isFalse();
            assertThat(isUnder(fresh, 7, first, leaf(first))).isFalse();
            assertThat(isUnder(fresh, 7, Calldata.arguments().uint(1).uint(701).encode(), leaf(second)))
                    .isFalse();
            assertThat(fresh.chain.call(null, fresh.contracts.audit(), FluxPayAuditAbi.roots(BigInteger.valueOf(7))))
                    .isEqualTo(hex(root));
        }
    }

    private static boolean isUnder(LocalChain on, long batchId, byte[] values, byte[] sibling) {
        return UsdcAbi.decodeBool(on.chain.call(
                null,
                on.contracts.audit(),
                FluxPayAuditAbi.verify(BigInteger.valueOf(batchId), values, List.of(sibling))));
    }

    private static byte[] leaf(byte[] values) {
        return Hash.sha3(Hash.sha3(values));
    }

    private static byte[] parent(byte[] a, byte[] b) {
        boolean ordered = new BigInteger(1, a).compareTo(new BigInteger(1, b)) <= 0;
        return Hash.sha3(ordered ? Calldata.concat(a, b) : Calldata.concat(b, a));
    }
}
