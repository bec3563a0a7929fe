package io.fluxledger.audit.prove;

import io.fluxledger.audit.chain.ChainUnavailableException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds that may fail. After a failure rounds are left out, for twice as long each time; an Error is given to whoever ends
 * the process, since a scheduled task that throws is never run again and nobody would see it.
 */
final class SealRounds {
    private static final Logger LOG = LoggerFactory.getLogger(SealRounds.class);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 10;

    /** What a round does. */
    interface Round {
        void run() throws ChainUnavailableException;
    }

    private final Duration interval;
    private final LongSupplier nanos;
    private final Consumer<Throwable> fatal;
    private int failures;
    private long notBeforeNs;
    private volatile boolean differs;

    /** @param nanos a clock that only goes forward */
    SealRounds(Duration interval, LongSupplier nanos, Consumer<Throwable> fatal) {
        this.interval = interval;
        this.nanos = nanos;
        this.fatal = fatal;
    }

    /** Whether the last round found that the chain's roots are not the log's. */
    boolean differs() {
        return differs;
    }

    /** @param forget throws away what the round that failed had open */
    void run(Round round, Runnable forget) {
        if (failures > 0 && nanos.getAsLong() - notBeforeNs < 0) {
            return;
        }
        try {
            round.run();
            failures = 0;
            differs = false;
        } catch (TrailDiffersException e) {
            LOG.error("no batch is sealed: {}", e.getMessage());
            differs = true;
            failed(forget);
        } catch (RuntimeException | ChainUnavailableException e) {
            LOG.warn("no batch is sealed: {}", e.getMessage());
            failed(forget);
        } catch (Throwable e) {
            fatal.accept(e);
        }
    }

    private void failed(Runnable forget) {
        long pauseNs = Math.min(LONGEST.toNanos(), interval.toNanos() << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        notBeforeNs = nanos.getAsLong() + pauseNs;
        forget.run();
    }
}
