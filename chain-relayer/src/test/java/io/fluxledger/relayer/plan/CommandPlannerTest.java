package io.fluxledger.relayer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.contracts.NexusEscrowAbi;
import io.fluxledger.contracts.PaymentInfo;
import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.events.EscrowAuthorization;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentStatus;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.PayoutAdvanced;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.WithdrawalAdvanced;
import io.fluxledger.events.WithdrawalOpened;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;

/** One line in, commands out, each as one row: id, lane, kind, amount, dependency, last moment. */
class CommandPlannerTest {
    private static final String USDC = Lines.repeated(0x01);
    private static final String ESCROW = Lines.repeated(0x02);
    private static final String COLLECTOR = Lines.repeated(0x03);
    private static final String AUDIT = Lines.repeated(0x04);
    private static final String TREASURY = Lines.repeated(0x05);
    private static final String OPERATOR = Lines.repeated(0x06);
    private static final Address20 PAYER = Lines.address(Lines.repeated(0x0a));
    private static final Address20 PROVIDER = Lines.address(Lines.repeated(0x0b));
    private static final byte[] SIGNATURE = {1, 2, 3};
    private static final Hash32 NONCE = new Hash32(Hash.sha3(new byte[] {7}));
    private static final ChainContracts CHAIN = new ChainContracts(
            42161,
            USDC,
            ESCROW,
            COLLECTOR,
            AUDIT,
            TREASURY,
            OPERATOR,
            new Eip712Domain("USD Coin", "2", 42161, EthAddress.parse(USDC)));

    private final OpenEscrows escrows = new OpenEscrows();
    private final CommandPlanner planner = new CommandPlanner(Map.of(42161L, CHAIN), escrows);

    @Test
    void depositIsSentByTheTreasuryBeforeTheAuthorizationEnds() {
        ChainCommand deposit = only(planner.plan(line(1, deposit(42161))));
        assertRows(List.of(deposit), "01:DEPOSIT 05 -> 01, 50000000, after -, before 1800000060");
        assertThat(data(deposit))
                .isEqualTo(UsdcAbi.receiveWithAuthorization(
                        Lines.repeated(0x0a),
                        TREASURY,
                        50_000_000,
                        1_700_000_000,
                        1_800_000_060,
                        NONCE.bytes(),
                        SIGNATURE));
        assertThat(deposit.getNonce()).isEqualTo(NONCE);
        assertThat(deposit.getSubjectId()).isEqualTo("0x" + HexFormat.of().formatHex(NONCE.bytes()));
    }

    @Test
    void anAuthorizationThatAnybodyMaySendIsExecutedAsSuch() {
        PrivateKey key = PrivateKey.fromHex("0x" + "11".repeat(32));
        Eip3009Authorization authorization = Eip3009Authorization.ofMicros(
                key.address(),
                EthAddress.parse(TREASURY),
                50_000_000,
                1_700_000_000,
                1_800_000_060,
                Bytes32.of(NONCE.bytes()));
        byte[] transfer =
                key.sign(authorization.transferDigest(CHAIN.usdcDomain())).bytes();
        byte[] receive =
                key.sign(authorization.receiveDigest(CHAIN.usdcDomain())).bytes();
        assertThat(executed(key, transfer))
                .isEqualTo(UsdcAbi.transferWithAuthorization(
                        key.address().toString(),
                        TREASURY,
                        50_000_000,
                        1_700_000_000,
                        1_800_000_060,
                        NONCE.bytes(),
                        transfer));
        assertThat(executed(key, receive))
                .isEqualTo(UsdcAbi.receiveWithAuthorization(
                        key.address().toString(),
                        TREASURY,
                        50_000_000,
                        1_700_000_000,
                        1_800_000_060,
                        NONCE.bytes(),
                        receive));
    }

    private byte[] executed(PrivateKey payer, byte[] signature) {
        DepositOpened signed = DepositOpened.newBuilder(deposit(42161))
                .setSignature(ByteBuffer.wrap(signature))
                .build();
        return data(only(planner.plan(Lines.line(
                Lines.inputId(1), new Address20(payer.address().bytes()), "Input", 1_800_000_000_000L, signed))));
    }

    @Test
    void escrowIntentLocksThenIsRecorded() {
        List<ChainCommand> commands = planner.plan(opened(1, "fluxpay:1"));
        assertRows(commands, """
            01:ESCROW_AUTHORIZE 06 -> 02, 50000, after -, before 1800000295
            01:AUDIT_INTENT 06 -> 04, 50000, after 01:ESCROW_AUTHORIZE, before 0\
            """);
        assertThat(data(commands.getFirst())).isEqualTo(NexusEscrowAbi.authorize(info(), 50_000, COLLECTOR, SIGNATURE));
        assertThat(data(commands.getLast()))
                .isEqualTo(FluxPayAuditAbi.recordIntent(
                        FluxPayAuditAbi.intentKey(Lines.repeated(0x0a), "fluxpay:1"),
                        Lines.repeated(0x0a),
                        50_000,
                        1_800_000_300));
    }

    @Test
    void endsOfAnEscrowIntent() {
        check(closed(IntentStatus.SETTLED, 7_000_000), """
            02:ESCROW_CAPTURE 06 -> 02, 7000, after 01:ESCROW_AUTHORIZE, before 1800000595
            02:ESCROW_VOID 06 -> 02, 43000, after 02:ESCROW_CAPTURE, before 0
            02:AUDIT_SETTLEMENT 06 -> 04, 7000, after 02:ESCROW_CAPTURE, before 0\
            """);
        check(closed(IntentStatus.SETTLED, 50_000_000), """
            02:ESCROW_CAPTURE 06 -> 02, 50000, after 01:ESCROW_AUTHORIZE, before 1800000595
            02:AUDIT_SETTLEMENT 06 -> 04, 50000, after 02:ESCROW_CAPTURE, before 0\
            """);
        check(closed(IntentStatus.SETTLED, 0), """
            02:ESCROW_VOID 06 -> 02, 50000, after 01:ESCROW_AUTHORIZE, before 0
            02:AUDIT_SETTLEMENT 06 -> 04, 0, after 02:ESCROW_VOID, before 0\
            """);
        for (IntentStatus givenBack : List.of(IntentStatus.REFUNDED, IntentStatus.EXPIRED)) {
            check(closed(givenBack, 0), """
                02:ESCROW_VOID 06 -> 02, 50000, after 01:ESCROW_AUTHORIZE, before 0
                02:AUDIT_REFUND 06 -> 04, 50000, after 02:ESCROW_VOID, before 0\
                """);
        }
    }

    @Test
    void nothingIsDoneAboutALockThatFailed() {
        planner.plan(opened(1, "fluxpay:1"));
        assertThat(planner.plan(
                        Lines.line(Lines.inputId(2), PAYER, "EscrowFailed", 0, closed(IntentStatus.REFUNDED, 0))))
                .isEmpty();
        assertThat(escrows.size()).isZero();
    }

    @Test
    void afterARestartTheEndIsPlannedFromTheCommandsAlone() {
        List<ChainCommand> before = planner.plan(opened(1, "fluxpay:1"));
        JournalLine end = line(2, closed(IntentStatus.SETTLED, 7_000_000));
        List<ChainCommand> uninterrupted = planner.plan(end);

        OpenEscrows restored = new OpenEscrows();
        before.forEach(restored::planned);
        assertThat(new CommandPlanner(Map.of(42161L, CHAIN), restored).plan(end))
                .isEqualTo(uninterrupted);
        assertThat(restored.size()).isZero();
    }

    @Test
    void transfersOutAreTheTreasurysAuthorizationsWithTheCommandAsNonce() {
        ChainCommand withdrawal = only(planner.plan(Lines.line(
                Lines.inputId(1),
                PAYER,
                "WithdrawalRequested",
                1_800_000_000_999L,
                WithdrawalOpened.newBuilder()
                        .setWithdrawalId("w1")
                        .setChainId(42161)
                        .setAmountNanos(49_993_000_000L)
                        .setRecipient(PAYER)
                        .setValidBeforeMs(Long.MAX_VALUE)
                        .setNonce(NONCE)
                        .build())));
        assertRows(List.of(withdrawal), "01:WITHDRAWAL 05 -> 01, 49993000, after -, before 1800086400");
        TransferAuthorization authorization = TransferAuthorization.ofCall(data(withdrawal));
        assertThat(authorization)
                .isEqualTo(new TransferAuthorization(
                        TREASURY,
                        Lines.repeated(0x0a),
                        49_993_000,
                        0,
                        1_800_090_000,
                        "0x"
                                + HexFormat.of()
                                        .formatHex(Hash.sha3(withdrawal
                                                .getCommandId()
                                                .getBytes(java.nio.charset.StandardCharsets.UTF_8)))));

        ChainCommand payout = only(planner.plan(Lines.line(
                Lines.inputId(2),
                PROVIDER,
                "PayoutInstructed",
                1_800_000_000_000L,
                PayoutOpened.newBuilder()
                        .setPayoutId("p1")
                        .setBatchId("b1")
                        .setWindowEndMs(0)
                        .setChainId(42161)
                        .setAmountMicros(6_993)
                        .setSources(List.of())
                        .setRecipient(PROVIDER)
                        .build())));
        assertRows(List.of(payout), "02:PAYOUT 05 -> 01, 6993, after -, before 1800086400");
        assertThat(payout.getAccount()).isEqualTo(PROVIDER);
    }

    /** A second command for the same payment could end differently from the first. */
    @Test
    void whatAReorganisationTookBackIsStillPaidByItsFirstCommand() {
        assertThat(planner.plan(Lines.line(
                        Lines.inputId(3),
                        PAYER,
                        "WithdrawalConfirmed",
                        1_800_000_000_000L,
                        new WithdrawalAdvanced("w1", TransferStatus.REVOKED, 42161L, 49_993_000_000L, null))))
                .isEmpty();
        assertThat(planner.plan(Lines.line(
                        Lines.inputId(4),
                        PROVIDER,
                        "PayoutConfirmed",
                        1_800_000_000_000L,
                        new PayoutAdvanced("p1", "b1", TransferStatus.REVOKED, 42161L, 6_993L, null))))
                .isEmpty();
    }

    @Test
    void whatAsksForNothing() {
        IntentClosed credits =
                Lines.closed("i1", Funding.CREDITS, IntentStatus.SETTLED, PROVIDER, 42161, 7_000_000, null);
        assertThat(planner.plan(line(1, credits))).isEmpty();
        for (Outcome outcome : List.of(Outcome.REJECTED, Outcome.ALREADY_APPLIED)) {
            assertThat(planner.plan(
                            Lines.line(Lines.inputId(1), PAYER, "DepositRequested", outcome, 0, deposit(42161))))
                    .isEmpty();
        }
    }

    /** It stops nobody: it is given back, and what may be paid elsewhere is left to routes. */
    @Test
    void aPayoutThatNoChainCanPayIsRefused() {
        PayoutOpened lost =
                PayoutOpened.newBuilder(payout("lost")).setChainId(5).build();
        PayoutOpened elsewhere = PayoutOpened.newBuilder(lost)
                .setPayoutId("elsewhere")
                .setAlternativeChainIds(List.of(6L, 42161L))
                .build();
        PlannedPayouts planned = new PlannedPayouts();
        CommandPlanner routing = new CommandPlanner(Map.of(42161L, CHAIN), escrows, true, PrivatePayouts.NONE, planned);
        for (PayoutOpened payout : List.of(lost, elsewhere)) {
            assertThat(planner.plan(line(1, payout))).isEmpty();
            assertThat(planner.refused(line(1, payout))).containsExactly(payout);
            assertThat(routing.plan(line(1, payout))).isEmpty();
        }
        assertThat(routing.refused(line(1, lost))).containsExactly(lost);
        assertThat(routing.routed(line(1, lost))).isEmpty();
        assertThat(routing.refused(line(1, elsewhere))).isEmpty();
        assertThat(routing.routed(line(1, elsewhere))).containsExactly(elsewhere);
        assertThat(routing.refused(line(1, payout("served")))).isEmpty();
        planned.planned(PAYER, "lost");
        assertThat(routing.refused(line(1, lost))).as("has a command").isEmpty();
    }

    private static PayoutOpened payout(String id) {
        return PayoutOpened.newBuilder()
                .setPayoutId(id)
                .setBatchId("batch")
                .setWindowEndMs(0)
                .setChainId(42161)
                .setAmountMicros(6_993)
                .setSources(List.of())
                .setRecipient(PROVIDER)
                .build();
    }

    @Test
    void anUnknownChainOrIntentStopsThePlanner() {
        assertThatIllegalStateException()
                .isThrownBy(() -> planner.plan(line(1, deposit(5))))
                .withMessage("Chain 5 is not configured");
        assertThatIllegalStateException()
                .isThrownBy(() -> planner.plan(line(1, closed(IntentStatus.SETTLED, 1_000))))
                .withMessageContaining("No planned authorization for the escrow intent fluxpay:1");
    }

    private void check(IntentClosed end, String rows) {
        planner.plan(opened(1, "fluxpay:1"));
        assertRows(planner.plan(line(2, end)), rows);
        assertThat(escrows.size()).isZero();
    }

    private static IntentClosed closed(IntentStatus status, long capturedNanos) {
        return Lines.closed("fluxpay:1", Funding.ESCROW, status, PROVIDER, 42161, capturedNanos, null);
    }

    private static JournalLine opened(int id, String intentId) {
        return line(id, Lines.opened(intentId, authorization(), 1_800_000_300_000L));
    }

    private static EscrowAuthorization authorization() {
        return EscrowAuthorization.newBuilder()
                .setChainId(42161)
                .setToken(Lines.address(USDC))
                .setOperator(Lines.address(OPERATOR))
                .setReceiver(PROVIDER)
                .setMaxAmountMicros(50_000)
                .setPreApprovalExpiryS(1_800_000_300)
                .setAuthorizationExpiryS(1_800_000_600)
                .setRefundExpiryS(1_800_000_900)
                .setMinFeeBps(10)
                .setMaxFeeBps(10)
                .setFeeReceiver(Lines.address(TREASURY))
                .setSalt(NONCE)
                .setSignature(ByteBuffer.wrap(SIGNATURE))
                .build();
    }

    private static PaymentInfo info() {
        return PaymentInfo.of(authorization(), PAYER);
    }

    private static DepositOpened deposit(long chainId) {
        return DepositOpened.newBuilder()
                .setChainId(chainId)
                .setToken(Lines.address(USDC))
                .setNonce(NONCE)
                .setAmountMicros(50_000_000)
                .setValidAfterS(1_700_000_000)
                .setValidBeforeS(1_800_000_060)
                .setSignature(ByteBuffer.wrap(SIGNATURE))
                .build();
    }

    private static JournalLine line(int id, Object entry) {
        return Lines.line(Lines.inputId(id), PAYER, "Input", 1_800_000_000_000L, entry);
    }

    private static ChainCommand only(List<ChainCommand> commands) {
        assertThat(commands).hasSize(1);
        return commands.getFirst();
    }

    private static void assertRows(List<ChainCommand> commands, String rows) {
        assertThat(CommandRows.of(commands)).isEqualTo(rows);
    }

    private static byte[] data(ChainCommand command) {
        byte[] bytes = new byte[command.getData().remaining()];
        command.getData().duplicate().get(bytes);
        return bytes;
    }
}
