package io.fluxledger.relayer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.TransactionState;
import io.fluxledger.relayer.send.LaneAlarm;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lanes that nothing is configured for. */
class ParkedLanesTest {
    private static final String LANE = "1:0x00";
    private static final Address20 NOBODY = new Address20(new byte[20]);

    private final ParkedLanes parked = new ParkedLanes();

    /** The records of a command, oldest first, and whether it still waits. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            '',                                   true
            SIGNED,                               true
            SIGNED BROADCAST MINED,               true
            MINED FINAL,                          true
            MINED FINAL FINAL+,                   false
            FAILED+,                              false
            FINAL+ BROADCAST,                     true
            """)
    void onlyWhatEndedAndWasToldIsPassedOver(String records, boolean waits) {
        for (String record : records.isEmpty() ? new String[0] : records.split(" ", -1)) {
            parked.restore(LANE, saved(TransactionState.valueOf(record.replace("+", "")), record.endsWith("+")));
        }
        assertThat(parked.waits(LANE, command())).isEqualTo(waits);
        assertThat(parked.openCommands()).isEqualTo(waits ? 1 : 0);
        assertThat(parked.alarms())
                .isEqualTo(
                        waits
                                ? Map.of(
                                        LANE,
                                        List.of(new LaneAlarm(
                                                LaneAlarm.Kind.NOT_CONFIGURED,
                                                "1 commands wait for a chain and a key to be configured")))
                                : Map.of());
    }

    /** After a rebalance commands are read again. */
    @Test
    void aCommandThatComesAgainWaitsOnce() {
        assertThat(parked.waits(LANE, command())).isTrue();
        assertThat(parked.waits(LANE, command())).isFalse();
        assertThat(parked.openCommands()).isEqualTo(1);
    }

    @Test
    void whatEndedInOneLaneWaitsInAnother() {
        parked.restore(LANE, saved(TransactionState.FINAL, true));
        assertThat(parked.waits("2:0x00", command())).isTrue();
        assertThat(parked.waits(LANE, command())).isFalse();
        assertThat(parked.alarms()).containsOnlyKeys("2:0x00");
    }

    private static ChainCommand command() {
        return ChainCommand.newBuilder()
                .setCommandId("a")
                .setKind(CommandKind.PRIVATE_PAYOUT)
                .setChainId(1)
                .setSigner(NOBODY)
                .setAccount(NOBODY)
                .setSubjectId("a")
                .setTo(NOBODY)
                .setData(ByteBuffer.allocate(0))
                .setAmountMicros(1)
                .setNotAfterS(0)
                .build();
    }

    private static ChainTransaction saved(TransactionState state, boolean announced) {
        return ChainTransaction.newBuilder()
                .setCommandId("a")
                .setKind(CommandKind.PRIVATE_PAYOUT)
                .setChainId(1)
                .setSigner(NOBODY)
                .setAccount(NOBODY)
                .setSubjectId("a")
                .setState(state)
                .setLaneNonce(1)
                .setAttempts(List.of())
                .setBlockNumber(0)
                .setUpdatedAtMs(1)
                .setAnnounced(announced)
                .build();
    }
}
