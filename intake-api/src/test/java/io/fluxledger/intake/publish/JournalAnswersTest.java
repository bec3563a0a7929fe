package io.fluxledger.intake.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.EscrowLocked;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.runtime.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalAnswersTest {
    private final JournalAnswers answers = new JournalAnswers(2);
    private final Map<String, CompletableFuture<?>> waiting = new HashMap<>();

    /**
     * Steps: expect X, line X [index], forget X, fail X (the producer's), watch I (an intent), locked I. Then who has an
     * answer, who has none, and how many requests still wait. At most two may.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            expect a; line a                       | a=answered                      | 0
            line a; expect a                       | a=none                          | 1
            expect a; line b                       | a=none                          | 1
            expect a; line a 1                     | a=none                          | 1
            expect a; line a 1; line a             | a=answered                      | 0
            expect a; expect b; line b; line a     | a=answered b=answered           | 0
            expect a; expect b; line b             | a=none b=answered               | 1
            expect a; line a; line a               | a=answered                      | 0
            expect a; line a; forget a             | a=answered                      | 0
            expect a; fail a; line a               | a=failed                        | 0
            expect a; forget a; line a             | a=none                          | 0
            expect a; expect b; expect c           | a=none b=none c=refused         | 2
            expect a; expect b; line a; expect c   | a=answered b=none c=none        | 2
            expect a; expect b; forget a; expect c | a=none b=none c=none            | 2
            watch i; locked i                      | i=answered                      | 0
            watch i; locked j                      | i=none                          | 0
            locked i; watch i                      | i=none                          | 0
            expect a; watch i; line a; locked i    | a=answered i=answered           | 0
            """)
    void linesAndAcknowledgementsComeInAnyOrder(String steps, String outcomes, int stillWaiting) {
        for (String step : steps.split("; *")) {
            run(step.trim().split(" "));
        }
        List<String> seen = new ArrayList<>();
        for (String outcome : outcomes.trim().split(" +")) {
            String name = outcome.substring(0, outcome.indexOf('='));
            seen.add(name + "=" + state(waiting.get(name)));
        }
        assertThat(String.join(" ", seen)).isEqualTo(outcomes.trim());
        assertThat(answers.waiting()).isEqualTo(stillWaiting);
    }

    private void run(String[] step) {
        String name = step[1];
        switch (step[0]) {
            case "expect" -> expect(name);
            case "line" ->
                answers.line("t", "p", line(id(name), step.length > 2 ? Integer.parseInt(step[2]) : 0, List.of()));
            case "forget" -> answers.forget(id(name));
            // As the publisher does when the producer gives up: the request ends, then it is forgotten.
            case "fail" -> {
                answers.expect(id(name)).completeExceptionally(new IllegalStateException("not acknowledged"));
                answers.forget(id(name));
            }
            case "watch" -> waiting.put(name, answers.expectIntent("p", name));
            case "locked" ->
                answers.line(
                        "t",
                        "p",
                        line(id("other"), 0, List.of(new EscrowLocked(name, 1L, 1L, new Hash32(new byte[32])))));
            default -> throw new IllegalArgumentException(step[0]);
        }
    }

    private void expect(String name) {
        try {
            waiting.put(name, answers.expect(id(name)));
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isEqualTo(503);
            assertThat(e.problem().code()).isEqualTo("OVERLOADED");
        }
    }

    private static String state(@Nullable CompletableFuture<?> future) {
        if (future == null) {
            return "refused";
        }
        if (future.isCompletedExceptionally()) {
            return "failed";
        }
        return future.isDone() ? "answered" : "none";
    }

    private static InputId16 id(String name) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) name.charAt(0);
        return new InputId16(bytes);
    }

    private static JournalLine line(InputId16 id, int index, List<Object> entries) {
        Hash32 zero = new Hash32(new byte[32]);
        return new JournalLine(
                id,
                index,
                "UsageReceipt",
                null,
                Outcome.ACCEPTED,
                null,
                0L,
                0L,
                1,
                1L,
                1L,
                entries,
                List.of(),
                List.of(),
                zero,
                zero,
                zero,
                0,
                0L);
    }
}
