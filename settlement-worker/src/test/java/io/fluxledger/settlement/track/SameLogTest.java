package io.fluxledger.settlement.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.testkit.TestRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same log settled again, by a worker that was never interrupted and by ones that were. */
class SameLogTest {
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final long BEGIN_MS = Instant.parse("2026-03-28T00:00:00Z").toEpochMilli();
    private static final int PROVIDERS = 12;
    private static EventSerde serde;

    @BeforeAll
    static void registry() {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        serde = new EventSerde(registry);
    }

    /** Two days, four days without a worker over the end of a month, and two more. */
    private static List<SpecificRecord> settle(SettledLog log, long seed, boolean restarts) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int day = 1; day <= 8; day++) {
            long dayMs = BEGIN_MS + (day - 1) * DAY_MS;
            for (int call = 0; call < 40; call++) {
                // The first providers earn much, the last ones fractions of a micro-USDC.
                int provider = random.nextInt(PROVIDERS);
                long scale = 1_000_000_000_000L >> (3 * provider);
                log.charge("0x%040x".formatted(provider + 1), 1 + random.nextLong(scale), dayMs + call * 1_000L);
            }
            boolean down = day >= 3 && day < 7;
            if (!down) {
                long endMs = dayMs + DAY_MS;
                log.tick(endMs, endMs + 5);
                restart(log, restarts);
                log.step();
                restart(log, restarts);
                log.step();
                log.pay(endMs + 10);
                restart(log, restarts);
                log.step();
            }
        }
        return log.batches();
    }

    private static void restart(SettledLog log, boolean restarts) {
        if (restarts) {
            log.restart();
        }
    }

    @Test
    void givesTheSameBatchesWhateverHappensToTheWorker() {
        long seed = Long.getLong("ledger.seed", System.nanoTime());
        String at = "-Dledger.seed=" + seed;
        try (SettledLog once = new SettledLog(serde);
                SettledLog again = new SettledLog(serde);
                SettledLog interrupted = new SettledLog(serde)) {
            List<SpecificRecord> batches = settle(once, seed, false);
            assertThat(settle(again, seed, false)).as(at).isEqualTo(batches);
            assertThat(settle(interrupted, seed, true)).as(at).isEqualTo(batches);
            assertThat(settle(new SettledLog(serde), seed + 1, false)).as(at).isNotEqualTo(batches);
        }
    }

    @Test
    void daysWithoutAWorkerAreCaughtUpAndNothingIsLost() {
        long seed = Long.getLong("ledger.seed", System.nanoTime());
        String at = "-Dledger.seed=" + seed;
        try (SettledLog log = new SettledLog(serde)) {
            List<SpecificRecord> batches = settle(log, seed, true);
            List<PayoutBatchOpened> opened = batches.stream()
                    .filter(PayoutBatchOpened.class::isInstance)
                    .map(PayoutBatchOpened.class::cast)
                    .toList();
            assertThat(opened.stream().map(b -> (b.getWindowEndMs() - BEGIN_MS) / DAY_MS))
                    .as(at)
                    .containsExactly(1L, 2L, 7L, 8L);
            assertThat(batches.stream().filter(PayoutBatchClosed.class::isInstance))
                    .as(at)
                    .hasSize(4);
            long carriedNanos = opened.getLast().getShares().stream()
                    .mapToLong(PayoutShare::getCarriedNanos)
                    .sum();
            assertThat(log.paidMicros() * 1_000 + carriedNanos).as(at).isEqualTo(log.netNanos());
            assertThat(opened.getLast().getShares())
                    .as(at)
                    .allMatch(share -> share.getPayoutMicros() >= SettledLog.THRESHOLD_MICROS
                            || share.getCarriedNanos() < SettledLog.THRESHOLD_MICROS * 1_000);
        }
    }
}
