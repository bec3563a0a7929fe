package io.fluxledger.audit.console;

import io.fluxledger.audit.prove.ProjectionDiffersException;
import io.fluxledger.audit.prove.ProofQueries;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the rows of the latest batch still give the root that was sealed. Looked at anew for every batch, and for the same one after a
 * while, beside the pages: those say what was found last. What could not be looked at is not known, and neither is what was good long ago.
 */
final class SealCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SealCheck.class);
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration GOOD_FOR = Duration.ofMinutes(5);

    /** What was found. */
    enum Verdict {
        NOT_CHECKED,
        SAME,
        DIFFERS
    }

    /**
     * @param batchId 0 before the first
     * @param detail why it differs, or could not be looked at; empty where there is nothing to say
     * @param ageNanos how long ago that was found
     */
    record Found(long batchId, Verdict verdict, String detail, long ageNanos) {}

    private record Look(long batchId, Verdict verdict, String detail, long atNanos) {}

    private final LongPredicate givesRoot;
    private final LongSupplier clockNanos;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Look last;

    SealCheck(ProofQueries proofs) {
        this(
                batchId -> proofs.liabilities(batchId, null).isPresent()
                        || proofs.tree(batchId).isPresent(),
                System::nanoTime);
    }

    /** @param givesRoot makes a batch again; false when there is no such batch, and an exception when it is another one */
    SealCheck(LongPredicate givesRoot, LongSupplier clockNanos) {
        this.givesRoot = givesRoot;
        this.clockNanos = clockNanos;
        this.last = new Look(0, Verdict.NOT_CHECKED, "", clockNanos.getAsLong());
    }

    /** What was found last; when that is of another batch, or old, it is looked at again meanwhile. */
    Found of(long batchId) {
        Look found = last;
        long ageNanos = clockNanos.getAsLong() - found.atNanos();
        if ((found.batchId() != batchId || ageNanos >= FRESH_NANOS) && looking.compareAndSet(false, true)) {
            var _ = Thread.ofVirtual().name("console-seal-check").start(() -> look(batchId));
        }
        return found.verdict() == Verdict.SAME && ageNanos >= GOOD_FOR.toNanos()
                ? new Found(
                        found.batchId(),
                        Verdict.NOT_CHECKED,
                        "The last look is more than %d minutes old.".formatted(GOOD_FOR.toMinutes()),
                        ageNanos)
                : new Found(found.batchId(), found.verdict(), found.detail(), ageNanos);
    }

    private void look(long batchId) {
        Verdict verdict = Verdict.NOT_CHECKED;
        String detail = "";
        try {
            verdict = givesRoot.test(batchId) ? Verdict.SAME : Verdict.NOT_CHECKED;
        } catch (ProjectionDiffersException e) {
            LOG.error("batch {} is not what was sealed: {}", batchId, e.getMessage());
            verdict = Verdict.DIFFERS;
            detail = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("batch {} could not be checked", batchId, e);
            detail = "Batch " + batchId + " could not be looked at; the service's log says why.";
        } finally {
            last = new Look(batchId, verdict, detail, clockNanos.getAsLong());
            looking.set(false);
        }
    }
}
