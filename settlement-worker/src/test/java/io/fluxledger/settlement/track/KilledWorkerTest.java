package io.fluxledger.settlement.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.testkit.TestRegistry;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker dies at each of its writes in turn; the next one completes what the first would have done. */
class KilledWorkerTest {
    private static final int PROVIDERS = 5;
    /** So that a batch has three parts, in two transactions. */
    private static final SettledLog.Setup SETUP = SettledLog.Setup.SHIPPED.inPartsOf(2, 2);

    private static EventSerde serde;

    @BeforeAll
    static void registry() {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        serde = new EventSerde(registry);
    }

    private record Outcome(
            List<SpecificRecord> batches, List<PayoutInstructed> told, Set<ProviderUsage> usages, long paidMicros) {}

    private static Outcome settle(SettledLog log) {
        for (int day = 1; day <= 3; day++) {
            long endMs = day * 1_000L;
            for (int provider = 1; provider <= PROVIDERS; provider++) {
                log.charge("0x%040x".formatted(provider), provider * 100_000_000L + day, endMs - 500);
            }
            log.tick(endMs, endMs + 1);
            survive(log, log::step);
            survive(log, () -> log.pay(endMs + 10));
            survive(log, log::step);
        }
        return new Outcome(
                log.batches(), log.inputs().stream().distinct().toList(), Set.copyOf(log.usages()), log.paidMicros());
    }

    /** What stands on the topic is read by the next worker, which says it no second time; of a plan it may begin again. */
    private static void assertNothingSaidTwice(SettledLog log, String where) {
        assertThat(log.saidOfBatches().stream().filter(said -> !(said instanceof PayoutBatchOpened)))
                .as(where)
                .doesNotHaveDuplicates();
    }

    /** A payout is listed and told in one transaction: what a death leaves is both or neither. */
    private static void assertListedAndTold(SettledLog log, String where) {
        List<PayoutInstructed> told = log.inputs().stream().distinct().toList();
        assertThat(log.instructions()).as(where).containsExactlyInAnyOrderElementsOf(told);
    }

    private static void survive(SettledLog log, Runnable step) {
        try {
            step.run();
        } catch (SettledLog.Killed e) {
            assertThat(log.hasDied()).isTrue();
            assertListedAndTold(log, "found after the death");
            log.restart();
            // What was cut off may have been the last thing to do for now.
            log.step();
        }
    }

    /** @param keptWindows of providers: with few, whatever follows from a window is to be told before it is forgotten */
    @ParameterizedTest(name = "keeping {0}")
    @ValueSource(ints = {500_000, 1})
    void whereverItDiesTheBatchesAreTheSame(int keptWindows) {
        SettledLog.Setup setup = SETUP.keeping(keptWindows);
        Outcome uninterrupted;
        try (SettledLog log = new SettledLog(serde, setup)) {
            uninterrupted = settle(log);
            assertThat(log.inputs()).as("nobody tells the ledger again").doesNotHaveDuplicates();
            assertThat(log.usages()).as("nor the usage").doesNotHaveDuplicates();
        }
        assertThat(uninterrupted.told()).hasSize(3 * PROVIDERS);
        assertThat(uninterrupted.usages()).hasSize(3 * PROVIDERS);
        int operation = 1;
        boolean died = true;
        while (died) {
            try (SettledLog log = new SettledLog(serde, setup)) {
                log.dieAt(operation);
                assertThat(settle(log)).as("dead at operation %d", operation).isEqualTo(uninterrupted);
                assertNothingSaidTwice(log, "dead at operation " + operation);
                died = log.hasDied();
            }
            operation++;
        }
        int sends = 3 + 2 * PROVIDERS + PROVIDERS + 1 + 1;
        int commits = 2 + PROVIDERS + 3 + 1;
        assertThat(operation).as("every send and both sides of every commit").isGreaterThan(3 * (sends + 2 * commits));
    }
}
