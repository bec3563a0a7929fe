package io.fluxledger.prover;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the prover is run.
 *
 * @param home directory with {@code prover/main.mjs} and {@code node_modules}, see {@link ProverHome}
 * @param artifacts directory with circuits, proving keys and manifest.json
 * @param log file that its messages are appended to
 * @param workers threads that prove; at least 1
 * @param queueLimit proofs that may wait; at least 1
 * @param profile production refuses development keys and seeds
 * @param seed makes all randomness known, for tests alone; null for the operating system's
 * @param startTimeout until it must be ready
 * @param answerTimeout for each answer and each proof of a batch; when it passes, the process is stopped
 * @param firstBackoff before the second start after a failure; doubled each time
 * @param maxBackoff longest wait before a start
 * @param maxAttempts starts without an answer before a request fails
 */
public record ProverSettings(
        Path home,
        Path artifacts,
        Path log,
        int workers,
        int queueLimit,
        Profile profile,
        @Nullable String seed,
        Duration startTimeout,
        Duration answerTimeout,
        Duration firstBackoff,
        Duration maxBackoff,
        int maxAttempts) {
    private static final int DEFAULT_QUEUE = 256;
    private static final int DEFAULT_ATTEMPTS = 5;

    /** What keys are accepted. */
    public enum Profile {
        PRODUCTION,
        DEVELOPMENT
    }

    /** A thread for each processor and two minutes for an answer. */
    public static ProverSettings defaults(Path home, Path artifacts, Path log, Profile profile) {
        return new ProverSettings(
                home,
                artifacts,
                log,
                Runtime.getRuntime().availableProcessors(),
                DEFAULT_QUEUE,
                profile,
                null,
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                Duration.ofMillis(100),
                Duration.ofSeconds(10),
                DEFAULT_ATTEMPTS);
    }

    /** The same with other threads. */
    public ProverSettings withWorkers(int count) {
        return new ProverSettings(
                home,
                artifacts,
                log,
                count,
                queueLimit,
                profile,
                seed,
                startTimeout,
                answerTimeout,
                firstBackoff,
                maxBackoff,
                maxAttempts);
    }

    /** The same with known randomness. */
    public ProverSettings withSeed(String known) {
        return new ProverSettings(
                home,
                artifacts,
                log,
                workers,
                queueLimit,
                profile,
                known,
                startTimeout,
                answerTimeout,
                firstBackoff,
                maxBackoff,
                maxAttempts);
    }
}
