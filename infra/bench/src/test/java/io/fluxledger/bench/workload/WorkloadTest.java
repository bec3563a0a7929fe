package io.fluxledger.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.IntentLocked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final int STEPS = 30_000;

    @Test
    void sameSeedSameSteps() {
        assertThat(steps(WorkloadShape.zipf(7, 100))).isEqualTo(steps(WorkloadShape.zipf(7, 100)));
        assertThat(steps(WorkloadShape.zipf(7, 100))).isNotEqualTo(steps(WorkloadShape.zipf(8, 100)));
    }

    @Test
    void sameSeedSameRecords() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            WorkloadShape shape = WorkloadShape.uniform(7, 10);
            WorkloadEvents events = new WorkloadEvents(shape, 1);
            Workload workload = new Workload(shape);
            StringBuilder text = new StringBuilder(events.deposits().toString());
            for (int n = 0; n < 100; n++) {
                text.append(events.event(workload.next()));
            }
            texts.add(text.toString());
        }
        assertThat(texts.get(0)).isEqualTo(texts.get(1));
    }

    @Test
    void aCallIsLockedUsedAndSettledInThatOrder() {
        Map<UUID, Step> last = new HashMap<>();
        Map<UUID, Long> locked = new HashMap<>();
        Set<UUID> inputs = new HashSet<>();
        int settled = 0;
        for (Step step : steps(WorkloadShape.uniform(1, 50))) {
            assertThat(inputs.add(step.inputId())).as("input id is new").isTrue();
            Step before = last.put(step.call(), step);
            switch (step.kind()) {
                case LOCK -> {
                    assertThat(before).isNull();
                    locked.put(step.call(), step.amountNanos());
                }
                case RECEIPT -> {
                    assertThat(before).isNotNull().extracting(Step::kind).isEqualTo(Step.Kind.LOCK);
                    assertThat(step.amountNanos()).isBetween(1L, locked.get(step.call()));
                }
                case SETTLE -> {
                    assertThat(before).isNotNull().extracting(Step::kind).isEqualTo(Step.Kind.RECEIPT);
                    assertThat(step.payer()).isEqualTo(before.payer());
                    assertThat(step.provider()).isEqualTo(before.provider());
                    settled++;
                }
            }
        }
        assertThat(settled).isGreaterThan(STEPS / 3 - 1_000);
    }

    @Test
    void zipfDrawsTheFirstAsOftenAsItSays() {
        int n = 100;
        int draws = 1_000_000;
        double harmonic = 0;
        for (int k = 1; k <= n; k++) {
            harmonic += 1.0 / k;
        }
        int[] counts = counts(new Zipf(n, 1), n, draws);
        for (int k : new int[] {1, 2, 10, 100}) {
            double expected = draws / (harmonic * k);
            assertThat((double) counts[k - 1]).as("k = " + k).isBetween(expected * 0.9, expected * 1.1);
        }
        for (int count : counts(new Zipf(n, 0), n, draws)) {
            assertThat((double) count).isBetween(draws * 0.009, draws * 0.011);
        }
    }

    @Test
    void recordsCarryWhatTheStepSays() {
        WorkloadShape shape = WorkloadShape.uniform(3, 5);
        WorkloadEvents events = new WorkloadEvents(shape, 99);
        Step step = new Workload(shape).next();
        IntentLocked lock = (IntentLocked) events.event(step);
        assertThat(lock.getIntentId()).isEqualTo(step.call());
        assertThat(lock.getMaxAmountNanos()).isEqualTo(step.amountNanos());
        assertThat(lock.getDeadlineMs()).isEqualTo(99);
        assertThat(lock.getSignature().remaining()).isEqualTo(65);
        assertThat(events.key(step.payer())).matches("0x[0-9a-f]{40}");
        assertThat(events.deposits()).hasSize(5);
        assertThat(events.deposits().get(step.payer()).getPayer()).isEqualTo(lock.getPayer());
    }

    private static List<Step> steps(WorkloadShape shape) {
        Workload workload = new Workload(shape);
        List<Step> steps = new ArrayList<>(STEPS);
        for (int i = 0; i < STEPS; i++) {
            steps.add(workload.next());
        }
        return steps;
    }

    private static int[] counts(Zipf zipf, int n, int draws) {
        SplittableRandom random = new SplittableRandom(5);
        int[] counts = new int[n];
        for (int i = 0; i < draws; i++) {
            counts[zipf.next(random)]++;
        }
        return counts;
    }
}
