package io.fluxledger.bench.workload;

import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Endless prepaid calls: lock, receipt, settlement, each step of a call after the one before it, the steps of many calls
 * interleaved. The same shape gives the same steps. Not safe for use by several threads.
 */
public final class Workload {
    private static final long LEAST_LOCK_NANOS = 10_000_000;
    private static final long MOST_LOCK_NANOS = 50_000_000;

    private final WorkloadShape shape;
    private final SplittableRandom random;
    private final Zipf payers;
    private final @Nullable Call[] open;

    private static final class Call {
        final UUID id;
        final int payer;
        final int provider;
        final long maxNanos;
        boolean used;

        Call(UUID id, int payer, int provider, long maxNanos) {
            this.id = id;
            this.payer = payer;
            this.provider = provider;
            this.maxNanos = maxNanos;
        }
    }

    public Workload(WorkloadShape shape) {
        this.shape = shape;
        this.random = new SplittableRandom(shape.seed());
        this.payers = new Zipf(shape.accounts(), shape.zipfExponent());
        this.open = new @Nullable Call[shape.openCalls()];
    }

    public WorkloadShape shape() {
        return shape;
    }

    /** The next input. */
    public Step next() {
        int slot = random.nextInt(open.length);
        Call call = open[slot];
        if (call == null) {
            Call begun = new Call(
                    uuid(),
                    payers.next(random),
                    random.nextInt(shape.providers()),
                    random.nextLong(LEAST_LOCK_NANOS, MOST_LOCK_NANOS + 1));
            open[slot] = begun;
            return step(Step.Kind.LOCK, begun, begun.maxNanos);
        }
        if (!call.used) {
            call.used = true;
            return step(Step.Kind.RECEIPT, call, random.nextLong(1, call.maxNanos + 1));
        }
        open[slot] = null;
        return step(Step.Kind.SETTLE, call, 0);
    }

    private Step step(Step.Kind kind, Call call, long amountNanos) {
        return new Step(kind, call.payer, call.provider, uuid(), call.id, amountNanos);
    }

    /** A random UUID of version 4. */
    private UUID uuid() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
