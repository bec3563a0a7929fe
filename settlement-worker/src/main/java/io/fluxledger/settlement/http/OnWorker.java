package io.fluxledger.settlement.http;

import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.settlement.track.SettlementState;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The worker's one thread, asked from HTTP. */
public interface OnWorker {
    /** The lead, when this worker has it and has read the topics. */
    Optional<Lead> lead();

    /** Runs it between two steps of the worker; fails when the worker loses the lead before. */
    <T> CompletableFuture<T> call(Function<Lead, T> task);

    /**
     * Runs what counts once however often it is asked for, and waits.
     *
     * @throws ProblemException 503 when the worker is not ready, or the log does not answer in time
     */
    default <T> T ask(Function<Lead, T> task) throws InterruptedException {
        return ask(task, "sent again it counts once");
    }

    /**
     * Runs it and waits.
     *
     * @param again what the caller is told of sending it again
     * @throws ProblemException 503 when the worker is not ready, or the log does not answer in time
     */
    default <T> T ask(Function<Lead, T> task, String again) throws InterruptedException {
        var _ = state();
        try {
            return call(task).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ProblemException(Problem.of(
                    503, "NOT_CONFIRMED", "Not confirmed in time", "the log has not confirmed the request; " + again));
        }
    }

    /**
     * What the worker has read.
     *
     * @throws ProblemException 503 while it reads the topics, or another worker leads
     */
    default SettlementState state() {
        return lead().orElseThrow(() -> new ProblemException(Problem.of(
                        503,
                        "NOT_READY",
                        "Not the one to ask now",
                        "another worker leads, or this one still reads the topics")))
                .state();
    }
}
