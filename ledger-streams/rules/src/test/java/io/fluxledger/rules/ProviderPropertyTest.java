package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.ProviderInput.OfProvider;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * After every step of a seeded random run: the books agree, a fold on a copy of the state before gives the same line and
 * the same state, and what was drained gives the same state wherever it is restored. At its end, a replay gives the same.
 */
class ProviderPropertyTest {
    private static final int RUNS = 12;
    private static final int STEPS = 500;

    private record Step(InputSource source, ProviderInput input) {}

    /** {@code -Dledger.seed=N} reruns one seed. */
    private static List<Long> seeds() {
        Long given = Long.getLong("ledger.seed");
        if (given != null) {
            return List.of(given);
        }
        SplittableRandom random = new SplittableRandom();
        List<Long> seeds = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            seeds.add(random.nextLong());
        }
        return seeds;
    }

    private final Set<String> accepted = new TreeSet<>();
    private final Set<RejectionReason> refused = EnumSet.noneOf(RejectionReason.class);

    @Test
    void liveIsReplayedIsRestored() {
        List<Long> seeds = seeds();
        for (long seed : seeds) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("failed with -Dledger.seed=" + seed, e);
            }
        }
        if (seeds.size() > 1) {
            assertThat(accepted)
                    .as("the generator reaches every input")
                    .contains(
                            "UsageCharged",
                            "ProviderRegistered",
                            "PayoutInstructed",
                            "PayoutConfirmed",
                            "DisputeFiled",
                            "DisputeDecided",
                            "ProviderRefunded",
                            "WindowTick",
                            "ParametersActivated");
            assertThat(refused).contains(RejectionReason.INSUFFICIENT_PAYABLE);
        }
    }

    private void run(long seed) {
        RandomProviderInputs inputs = new RandomProviderInputs(seed);
        SplittableRandom commits = new SplittableRandom(seed);
        ProviderState live = new ProviderState();
        ProviderFold fold = new ProviderFold(live);
        ProviderState restored = new ProviderState();
        ProviderBooks books = new ProviderBooks();
        List<Step> steps = new ArrayList<>();
        List<JournalLine> journal = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            long clockMs = inputs.clockMs();
            ProviderInput input = inputs.next();
            String key = input instanceof OfProvider of ? of.provider().toString() : "broadcast";
            Step step = new Step(new InputSource(key, 0, 1, i, clockMs), input);
            steps.add(step);
            ProviderState copy = live.copy();
            List<JournalLine> lines = fold.fold(step.source(), input).lines();
            assertThat(new ProviderFold(copy).fold(step.source(), input).lines())
                    .isEqualTo(lines);
            assertSame(copy, live);
            for (JournalLine line : lines) {
                journal.add(line);
                inputs.observe(line);
                books.book(line);
                note(line);
            }
            books.check(live);
            if (commits.nextInt(8) == 0) {
                live.drain(restored.restorer());
                assertSame(restored, live);
            }
        }
        ProviderState replayed = new ProviderState();
        ProviderFold replay = new ProviderFold(replayed);
        List<JournalLine> again = new ArrayList<>();
        steps.forEach(s -> again.addAll(replay.fold(s.source(), s.input()).lines()));
        assertThat(again).isEqualTo(journal);
        assertSame(replayed, live);
    }

    private void note(JournalLine line) {
        RejectionReason reason = line.reason();
        if (reason != null) {
            refused.add(reason);
        } else if (line.outcome() == Outcome.ACCEPTED) {
            accepted.add(line.inputType());
        }
    }

    private static void assertSame(ProviderState one, ProviderState other) {
        ProviderSnapshot left = ProviderSnapshot.of(one);
        ProviderSnapshot right = ProviderSnapshot.of(other);
        assertThat(left.head()).isEqualTo(right.head());
        assertThat(left.contents()).isEqualTo(right.contents());
    }

    @Test
    void whatWasDrainedIsNotDrainedAgain() {
        ProviderScript script = new ProviderScript();
        script.run(1_000, "charge charges=1:1");
        script.run(1_000, "register");
        script.run(1_000, "pay");
        script.run(1_000, "dispute");
        ProviderSnapshot drained = new ProviderSnapshot();
        script.state.drain(drained);
        assertThat(drained.contents())
                .isEqualTo(ProviderSnapshot.of(script.state).contents());
        ProviderSnapshot second = new ProviderSnapshot();
        script.state.drain(second);
        assertThat(second.contents()).isEmpty();
        script.run(1_000, "paid");
        ProviderSnapshot third = new ProviderSnapshot();
        script.state.drain(third);
        assertThat(third.contents()).hasSize(2);
        assertThat(third.head()).isEqualTo(script.state.head());
    }
}
