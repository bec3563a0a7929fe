package io.fluxledger.settlement.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.Address20;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.PayoutAdvanced;
import io.fluxledger.events.PayoutClosed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.settlement.plan.PayoutState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A payout's lines in their order, then where it stands; the same when lines are read again. */
class PayoutAnswersTest {
    private static final Hash32 NO_HASH = new Hash32(new byte[32]);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            opened                          | IN_FLIGHT
            opened submitted                | IN_FLIGHT
            opened final                    | PAID
            opened returned                 | RETURNED
            opened final revoked            | IN_FLIGHT
            opened final revoked final      | PAID
            opened final revoked returned   | RETURNED
            opened final revoked submitted  | IN_FLIGHT
            """)
    void theLatestLineCounts(String lines, PayoutState expected) {
        List<Runnable> reading = new ArrayList<>();
        PayoutAnswers answers = new PayoutAnswers();
        String[] words = lines.split(" ");
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            JournalLine line = line(i + 1);
            reading.add(() -> read(answers, word, line));
        }
        reading.forEach(Runnable::run);
        assertThat(answers.state("p1")).isEqualTo(expected);
        reading.forEach(again -> {
            again.run();
            assertThat(answers.state("p1")).isEqualTo(expected);
        });
    }

    private static void read(PayoutAnswers answers, String word, JournalLine line) {
        switch (word) {
            case "opened" ->
                answers.opened(
                        new PayoutOpened(
                                "p1", "b1", 0L, 1L, 7L, List.of(), new Address20(new byte[20]), List.of(), null, 0),
                        line);
            case "submitted" -> answers.advanced(advanced(TransferStatus.SUBMITTED), line);
            case "revoked" -> answers.advanced(advanced(TransferStatus.REVOKED), line);
            case "final" -> answers.closed(closed(TransferStatus.FINAL), line);
            case "returned" -> answers.closed(closed(TransferStatus.RETURNED), line);
            default -> throw new IllegalArgumentException(word);
        }
    }

    private static PayoutAdvanced advanced(TransferStatus status) {
        return new PayoutAdvanced("p1", "b1", status, 1L, 7L, null);
    }

    private static PayoutClosed closed(TransferStatus status) {
        return PayoutClosed.newBuilder()
                .setPayoutId("p1")
                .setBatchId("b1")
                .setStatus(status)
                .setChainId(1)
                .setAmountMicros(7)
                .setSources(List.of())
                .setTransactionHash(null)
                .build();
    }

    private static JournalLine line(long sequence) {
        return JournalLine.newBuilder()
                .setInputId(new InputId16(new byte[16]))
                .setIndex(0)
                .setInputType("")
                .setOutcome(Outcome.ACCEPTED)
                .setReference(0)
                .setClockMs(0)
                .setRulesVersion(1)
                .setAccountSequence(0)
                .setPartitionSequence(sequence)
                .setEntries(List.of())
                .setPostings(List.of())
                .setBalances(List.of())
                .setAccountPreviousHash(NO_HASH)
                .setPartitionPreviousHash(NO_HASH)
                .setHash(NO_HASH)
                .setInputPartition(0)
                .setInputOffset(0)
                .build();
    }
}
