package io.fluxledger.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.Tuning;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class KillStormTest {
    private static final Logger LOG = LoggerFactory.getLogger(KillStormTest.class);
    private static final long SEED = 20_261_121;

    @TempDir
    Path directory;

    @Test
    void everyAnswerGivenBeforeItsCommitIsWhatWasCommitted() {
        survives(4, 1);
    }

    @Test
    @Tag("slow")
    void soItIsWithTwoInstancesAndManyKills() {
        survives(40, 2);
    }

    private void survives(int kills, int instances) {
        // Processes that live a second or two gain nothing from the second compiler.
        Tuning tuning = Tuning.DEFAULTS.withFlag("-XX:TieredStopAtLevel=1").withCommitIntervalMs(500);
        StormPlan plan = new StormPlan(kills, instances, 300, SEED, tuning);
        try (LedgerCluster cluster = LedgerCluster.start(directory, 1, LOG::info)) {
            StormReport report = new KillStorm(cluster, plan, LOG::info).run();
            assertThat(report.verdict().findings())
                    .as("%s with seed %d", report, SEED)
                    .isEmpty();
            assertThat(report.verdict().isClean())
                    .as("%s with seed %d", report, SEED)
                    .isTrue();
            assertThat(report.kills()).isGreaterThanOrEqualTo(kills);
            assertThat(report.verdict().given()).isGreaterThan(1_000);
            assertThat(report.verdict().rolledBack())
                    .as("the storm hit open transactions: %s", report)
                    .isPositive();
        }
    }
}
