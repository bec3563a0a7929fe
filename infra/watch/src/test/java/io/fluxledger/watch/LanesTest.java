package io.fluxledger.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.CommandKind;
import io.fluxledger.events.TransactionState;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {
    private static final int ANCHOR_LANE = 7;

    private final Lanes lanes = new Lanes();

    /**
     * Words in the order of reading: LANE.ID@MS a command written then, LANE.ID=STATE@MS what became of it. What is open: per lane the
     * number of commands and since when the oldest is.
     */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(nullValues = "nothing", textBlock = """
            nothing,                                              ''
            1.a@5,                                                1:1@5
            1.a@5 1.b@6,                                          1:2@5
            1.a@5 2.b@6,                                          1:1@5 2:1@6
            1.a@5 1.a=PLANNED@6 1.a=SIGNED@7 1.a=BROADCAST@8,     1:1@5
            1.a@5 1.a=MINED@6,                                    1:1@5
            1.a@5 1.a=REPLACED@6,                                 1:1@5
            1.a@5 1.a=FINAL@6,                                    1:0@0
            1.a@5 1.a=FAILED@6,                                   1:0@0
            1.a@5 1.b@6 1.a=FINAL@7,                              1:1@6
            1.a@5 1.a=FINAL@6 1.a=BROADCAST@7,                    1:1@7
            1.a@5 1.a=FINAL@6 1.a=BROADCAST@7 1.a=FINAL@9,        1:0@0
            1.a=FINAL@6 1.a@5,                                    1:0@0
            1.a=FINAL@6 1.a=FINAL@7 1.a@5,                        1:0@0
            1.a=BROADCAST@6 1.a@5,                                1:1@5
            1.a=BROADCAST@6 1.a=FINAL@7 1.a@5,                    1:0@0
            1.a=FINAL@6 1.a=BROADCAST@7 1.a@5,                    1:1@5
            1.a=BROADCAST@6,                                      1:1@6
            """)
    void whatHasNoOutcomeIsOpen(@Nullable String log, String open) {
        for (String word : log == null ? new String[0] : log.split(" ", -1)) {
            read(word);
        }
        assertThat(lanes.lanes().entrySet().stream()
                        .map(lane -> "%s:%d@%d"
                                .formatted(
                                        lane.getKey().substring(lane.getKey().length() - 1),
                                        lane.getValue().open(),
                                        lane.getValue().oldestMs()))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(open);
    }

    private void read(String word) {
        int signer = Integer.parseInt(word.substring(0, 1));
        long atMs = Long.parseLong(word.substring(word.indexOf('@') + 1));
        String id = word.substring(2, 3);
        int equals = word.indexOf('=');
        if (equals < 0) {
            lanes.command(Told.command(id, signer), atMs);
        } else {
            TransactionState state = TransactionState.valueOf(word.substring(equals + 1, word.indexOf('@')));
            lanes.transaction(Told.transaction(id, signer, CommandKind.PAYOUT, state, atMs));
        }
    }

    @Test
    void idsThatAreOverAreForgotten() {
        for (int i = 0; i < 100; i++) {
            read("1.a@5");
            read("1.a=FINAL@6");
            // Its announcement is one more state.
            read("1.a=FINAL@7");
        }
        assertThat(lanes.remembered()).isOne();
        lanes.caughtUp(60_000);
        lanes.caughtUp(60_001);
        assertThat(lanes.remembered()).isOne();
        lanes.caughtUp(120_000);
        assertThat(lanes.remembered()).isZero();
    }

    @Test
    void theLastAnchorIsTheLatestThatIsFinal() {
        assertThat(lanes.lastAnchorMs()).isEmpty();
        anchor(TransactionState.FAILED, 9);
        assertThat(lanes.lastAnchorMs()).isEmpty();
        anchor(TransactionState.FINAL, 8);
        anchor(TransactionState.FINAL, 6);
        read("1.a=FINAL@99");
        assertThat(lanes.lastAnchorMs()).hasValue(8);
    }

    private void anchor(TransactionState state, long atMs) {
        lanes.transaction(Told.transaction("anchor:1", ANCHOR_LANE, CommandKind.AUDIT_ANCHOR, state, atMs));
    }
}
