package io.fluxledger.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.bench.cluster.LedgerCluster;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class KillStormTest {
    private static final int KILLS = 12;
    private static final long SEED = 20_261_121;

    @TempDir
    Path directory;

    @Test
    void everyAnswerGivenBeforeItsCommitIsWhatWasCommitted() {
        StormPlan plan = new StormPlan(KILLS, 1, 300, SEED, Map.of());
        try (LedgerCluster cluster = LedgerCluster.start(directory, 1, line -> {})) {
            StormReport report = new KillStorm(
                            cluster,
                            plan,
                            line -> LoggerFactory.getLogger(KillStormTest.class).info(line))
                    .run();
            assertThat(report.verdict().findings())
                    .as("%s with seed %d", report, SEED)
                    .isEmpty();
            assertThat(report.verdict().isClean())
                    .as("%s with seed %d", report, SEED)
                    .isTrue();
            assertThat(report.kills()).isGreaterThanOrEqualTo(KILLS);
            assertThat(report.verdict().given()).isGreaterThan(1_000);
            assertThat(report.verdict().rolledBack())
                    .as("the storm hit open transactions: %s", report)
                    .isPositive();
        }
    }
}
