package io.fluxledger.relayer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many transactions at a time: what is urgent comes first, and what is written is written once. */
class LaneBurstTest {
    private static final int MANY = 300;
    private static final long FIRST_BLOCK = 10;
    private final Lane lane = new Lane(new LaneSettings(
            2, 64, MANY, MANY, 5_000, 30_000, 10, BigInteger.valueOf(1_000), BigInteger.valueOf(100), 60_000));

    @BeforeEach
    void commands() {
        for (int i = 0; i < MANY; i++) {
            lane.accept(command(id(i)));
        }
        head(FIRST_BLOCK, 0);
    }

    private static String id(int i) {
        return "c%03d".formatted(i);
    }

    private static ChainCommand command(String id) {
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(CommandKind.PAYOUT)
                .setChainId(43_114)
                .setSigner(new Address20(new byte[20]))
                .setAccount(new Address20(new byte[20]))
                .setSubjectId("subject")
                .setTo(new Address20(new byte[20]))
                .setData(ByteBuffer.allocate(0))
                .setAmountMicros(5)
                .setNotAfterS(0)
                .build();
    }

    private void head(long block, long minedNonce) {
        lane.on(new LaneEvent.HeadSeen(
                block * 1_000,
                block,
                block,
                BigInteger.valueOf(7),
                BigInteger.ONE,
                minedNonce,
                minedNonce,
                BigInteger.valueOf(1_000),
                hash(1_000 + block),
                null));
    }

    private static Hash32 hash(long number) {
        return new Hash32(ByteBuffer.allocate(32).putLong(number).array());
    }

    private void signAll() {
        for (LaneAction action : lane.due()) {
            lane.on(new LaneEvent.PreflightPassed(
                    ((LaneAction.Preflight) action).command().getCommandId(), BigInteger.TEN));
        }
        for (LaneAction action : lane.due()) {
            LaneAction.Sign sign = (LaneAction.Sign) action;
            lane.on(new LaneEvent.AttemptSigned(
                    sign.command().getCommandId(),
                    sign.nonce(),
                    TransactionAttempt.newBuilder()
                            .setTransactionHash(hash(sign.nonce()))
                            .setRaw(ByteBuffer.allocate(0))
                            .setMaxFeePerGasWei("15")
                            .setMaxPriorityFeePerGasWei("1")
                            .setSignedAtMs(0)
                            .setCancels(false)
                            .build()));
        }
    }

    private void mine(int count) {
        for (int i = 0; i < count; i++) {
            lane.on(new LaneEvent.Mined(
                    id(i), new MinedTransaction(hash(i), 11, hash(1_011), true, 1, 5, 0, "", true), true));
        }
    }

    private void saveUrgent() {
        assertThat(lane.urgent()).isNotEmpty();
        lane.saved();
    }

    private void sendAll() {
        signAll();
        saveUrgent();
        for (LaneAction action : lane.due()) {
            lane.on(new LaneEvent.Broadcast(
                    ((LaneAction.Send) action).command().getCommandId(), SendAnswer.POOLED, ""));
        }
    }

    /** What is signed is written before it is sent; that it was planned, and that it was sent, is not. */
    @Test
    void onlyWhatMustBeIsWrittenWithinARound() {
        assertThat(lane.urgent()).isEmpty();
        assertThat(lane.unsaved()).hasSize(MANY);
        signAll();
        assertThat(lane.urgent()).hasSize(MANY);
        lane.saved();
        assertThat(lane.unsaved()).as("was overtaken").isEmpty();
        assertThat(lane.due()).hasSize(MANY).hasOnlyElementsOfType(LaneAction.Send.class);
    }

    /** Blocks 10 and a transaction in block 11, final at 12. Where little is in flight it is looked at there, else 8 blocks later. */
    @ParameterizedTest(name = "{0} mined, in block {1}: looked at {2}")
    @CsvSource(delimiter = '|', textBlock = """
            10  | 12 | 0
            10  | 19 | 0
            10  | 20 | 10
            44  | 12 | 44
            43  | 12 | 0
            """)
    void thatItIsFinalIsLessUrgentThanWhatIsToBeSent(int mined, long block, int looked) {
        sendAll();
        head(11, mined);
        List<LaneAction> found = lane.due();
        assertThat(found).hasSize(mined).hasOnlyElementsOfType(LaneAction.LookUp.class);
        mine(mined);
        head(block, mined);
        assertThat(lane.due().stream()
                        .filter(LaneAction.LookUp.class::isInstance)
                        .count())
                .isEqualTo(looked);
    }

    /** Of 300 that were sent and saved at block 10, some are seen in block 11, a second later; that is saved at once, or after three seconds. */
    @ParameterizedTest(name = "{0} mined, at block {1}: {2} saved")
    @CsvSource(delimiter = '|', textBlock = """
            44  | 11 | 44
            43  | 11 | 0
            43  | 12 | 0
            43  | 13 | 43
            """)
    void whatNeedNotBeSavedAtOnceWaitsInABurst(int mined, long block, int saved) {
        sendAll();
        assertThat(lane.rest()).hasSize(MANY);
        lane.saved();
        head(11, mined);
        mine(mined);
        head(block, mined);
        assertThat(lane.rest()).hasSize(saved);
        assertThat(lane.unsaved()).hasSize(mined);
    }

    /** Logs do not say what gas it used. */
    @Test
    void whatLogsAloneHaveToldIsFinalByItsReceipt() {
        LaneScript script = new LaneScript();
        script.play(LaneTest.SENT + """
            head 1 11 6 5 7           => lookup a
            logs a#1 11               => announce a MINED
            announced a MINED         =>
            head 2 12 6 6 7           => receipt a
            logs a#1 11               =>
            head 3 13 6 6 7           => receipt a
            mined a#1 11 ok           => announce a FINAL
            """);
        assertThat(script.states()).isEqualTo("a FINAL 5");
    }

    /** Receipts of a whole block take a node long. What is new does not wait for them, neither what is mined nor what is yet to be sent. */
    @Test
    void whatIsMinedIsToldBeforeOlderOnesAreAskedForAndSendsDoNotWait() {
        new LaneScript().play(LaneTest.SENT + """
            command b                 => preflight b
            passed b                  => sign b nonce 6 max 15 tip 1
            signed b 6 15 1           => send b#1
            sent b                    =>
            head 1 11 6 5 7           => lookup a
            mined a#1 11 ok           => announce a MINED
            announced a MINED         =>
            command c                 => preflight c
            passed c                  => sign c nonce 7 max 15 tip 1
            signed c 7 15 1           => send c#1
            head 2 12 7 6 7           => lookup b, send c#1
            mined b#1 12 ok           => announce b MINED, lookup a, send c#1
            """);
    }
}
