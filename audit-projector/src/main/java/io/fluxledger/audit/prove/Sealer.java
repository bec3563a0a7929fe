package io.fluxledger.audit.prove;

import io.fluxledger.audit.chain.ChainCalls;
import io.fluxledger.audit.chain.ChainUnavailableException;
import io.fluxledger.audit.read.Reading;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.runtime.KafkaClients;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals batches of lines: each goes to the log, where the relayer finds it and anchors its root, and the next one follows
 * when that is final, so that the chain of roots on chain is that of the log. Where it is not, nothing more is sealed.
 */
public final class Sealer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final long STOP_S = 10;

    private final Jdbi jdbi;
    private final KafkaClients kafka;
    private final Optional<ChainCalls> chain;
    private final SealSettings settings;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("audit-sealer").unstarted(work));
    private final SealRounds rounds;
    private final AtomicLong pendingSinceMs = new AtomicLong();
    private @Nullable SealedLog log;

    /**
     * @param chain where roots are anchored; empty to anchor nowhere
     * @param fatal told of an Error, which ends the process
     */
    public Sealer(
            Jdbi jdbi,
            KafkaClients kafka,
            Optional<ChainCalls> chain,
            SealSettings settings,
            MeterRegistry metrics,
            Consumer<Throwable> fatal) {
        this.jdbi = jdbi;
        this.kafka = kafka;
        this.chain = chain;
        this.settings = settings;
        this.rounds = new SealRounds(settings.interval(), System::nanoTime, fatal);
        Gauge.builder("fluxledger.audit.anchor.pending.seconds", this, Sealer::pendingS)
                .description("How long the last batch has been waiting for its anchor; 0 when it is final")
                .register(metrics);
        Gauge.builder("fluxledger.audit.anchor.trail.differs", this, sealer -> sealer.rounds.differs() ? 1 : 0)
                .description("1 while nothing is sealed because the chain's roots are not those of the log")
                .register(metrics);
    }

    /** Begins to seal. */
    public Sealer start() {
        long ms = settings.interval().toMillis();
        var _ = timer.scheduleWithFixedDelay(
                () -> rounds.run(this::round, this::forget), ms, ms, TimeUnit.MILLISECONDS);
        return this;
    }

    private double pendingS() {
        long since = pendingSinceMs.get();
        return since == 0 ? 0 : (System.currentTimeMillis() - since) / 1e3;
    }

    /** What fails is tried again in a later round, from what is on the log. */
    private void round() throws ChainUnavailableException {
        SealedLog open = log;
        if (open == null) {
            open = SealedLog.open(kafka);
            log = open;
        }
        seal(open);
    }

    private void forget() {
        SealedLog open = log;
        log = null;
        if (open != null) {
            open.close();
        }
    }

    private void seal(SealedLog open) throws ChainUnavailableException {
        AuditBatch last = open.last();
        if (last != null && last.getChainId() != 0 && !isAnchored(open, last)) {
            pendingSinceMs.set(last.getSealedAtMs());
            return;
        }
        pendingSinceMs.set(0);
        Leaf previous = previous(last);
        long chainId = chain.map(calls -> calls.chain().chainId()).orElse(0L);
        AuditBatch next = jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            Reading.enter(handle);
            return BatchDraft.next(handle, last, previous, chainId, settings, System.currentTimeMillis());
        });
        if (next != null) {
            requireOneTrail(open);
            open.write(next);
            LOG.info("batch {} sealed: {} leaves", next.getBatchId(), next.getLeaves());
        }
    }

    private Leaf previous(@Nullable AuditBatch last) throws ChainUnavailableException {
        if (last != null) {
            return new Leaf(
                    Leaf.Kind.PREVIOUS_ROOT,
                    0,
                    last.getBatchId(),
                    last.getRoot().bytes());
        }
        // A ledger that begins anew goes on behind what the contract has.
        return chain.isEmpty()
                ? new Leaf(Leaf.Kind.PREVIOUS_ROOT, 0, 0, new byte[32])
                : new Leaf(
                        Leaf.Kind.PREVIOUS_ROOT,
                        0,
                        chain.get().lastBatchId(),
                        chain.get().lastRoot());
    }

    /** The relayer asks again for an anchor that failed, which it does in vain where the chain's roots are others. */
    private boolean isAnchored(SealedLog open, AuditBatch last) throws ChainUnavailableException {
        AnchorOutcomes outcomes = jdbi.inTransaction(handle -> {
            Reading.enter(handle);
            return AnchorOutcomes.read(handle, last.getBatchId());
        });
        if (outcomes.allFailed()) {
            requireOneTrail(open);
        }
        return outcomes.isFinal();
    }

    private void requireOneTrail(SealedLog open) throws ChainUnavailableException {
        if (chain.isPresent()) {
            ChainCalls calls = chain.get();
            Optional<AnchorTrail> end = open.trail(calls.chain().chainId());
            if (end.isPresent() && !end.get().isOn(calls.chain().chainId(), calls.lastBatchId(), calls.lastRoot())) {
                LOG.info("batch {} is not anchored yet", end.get().batchId());
            }
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(STOP_S, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException e) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
        forget();
    }
}
