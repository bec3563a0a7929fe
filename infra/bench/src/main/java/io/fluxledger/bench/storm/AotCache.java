package io.fluxledger.bench.storm;

import io.fluxledger.bench.cluster.Fleet;
import io.fluxledger.bench.cluster.LedgerCluster;
import io.fluxledger.bench.cluster.StreamsProcess;
import io.fluxledger.bench.cluster.Tuning;
import io.fluxledger.bench.submit.Backlog;
import io.fluxledger.bench.submit.CallInputs;
import io.fluxledger.servers.Progress;
import io.fluxledger.servers.ServerFailedException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The JVM's ahead-of-time cache of the streams service: classes loaded and linked, and profiles of a training run. Half of
 * a restart's time is otherwise the JVM loading the same classes again.
 */
final class AotCache {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TRAINING_INPUTS = 20_000;
    private static final long POLL_NANOS = 100_000_000;

    private AotCache() {}

    /**
     * Runs an instance for a while and stops it, so that its JVM writes the cache.
     *
     * @return the tuning with the cache; empty when the class path has directories, which the JVM does not cache
     * @throws ServerFailedException when the service does not run or the cache is not written
     */
    static Optional<Tuning> train(LedgerCluster cluster, Tuning tuning, Progress progress) {
        boolean jarsOnly = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .allMatch(entry -> entry.endsWith(".jar"));
        if (!jarsOnly) {
            return Optional.empty();
        }
        progress.step("training run for the AOT cache");
        Path cache = cluster.directory().resolve("streams.aot");
        try (Fleet fleet = new Fleet(cluster, tuning.withFlag("-XX:AOTCacheOutput=" + cache))) {
            StreamsProcess instance = fleet.add();
            fleet.awaitStable(PATIENCE);
            long before = fleet.folded();
            Backlog.send(cluster.clients(), new CallInputs(1, 100, 10), TRAINING_INPUTS);
            await(() -> fleet.folded() >= before + TRAINING_INPUTS, "the training run does not get on");
            instance.stop();
            await(() -> Files.exists(cache), "no cache was written, see " + instance.log());
        }
        return Optional.of(tuning.withFlag("-XX:AOTCache=" + cache));
    }

    private static void await(BooleanSupplier condition, String otherwise) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new ServerFailedException(otherwise);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }
}
