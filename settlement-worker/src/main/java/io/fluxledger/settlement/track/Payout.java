package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.settlement.plan.PayoutState;
import org.jspecify.annotations.Nullable;

/** A payout of a batch while the worker deals with it. Not thread-safe. */
final class Payout {
    private final String id;
    private final String provider;
    private final long windowEndMs;
    private final long plannedMicros;
    private final Batch batch;
    private @Nullable PayoutInstructed listed;
    private @Nullable ClosedWindow window;
    private boolean sent;
    private PayoutState state = PayoutState.CHECKING;

    Payout(String id, String provider, long plannedMicros, Batch batch) {
        this.id = id;
        this.provider = provider;
        this.windowEndMs = batch.windowEndMs();
        this.plannedMicros = plannedMicros;
        this.batch = batch;
    }

    String id() {
        return id;
    }

    String provider() {
        return provider;
    }

    long windowEndMs() {
        return windowEndMs;
    }

    long plannedMicros() {
        return plannedMicros;
    }

    Batch batch() {
        return batch;
    }

    PayoutState state() {
        return state;
    }

    /** Its instruction on the payouts topic, which fixes amount, chain and recipient; null before. */
    @Nullable
    PayoutInstructed listed() {
        return listed;
    }

    void listed(PayoutInstructed instruction) {
        listed = instruction;
    }

    /** Its window, where the payout has outlived it; null as long as the window is kept elsewhere. */
    @Nullable
    ClosedWindow window() {
        return window;
    }

    void keep(ClosedWindow gone) {
        window = gone;
    }

    /** Whether this run has told the ledger. */
    boolean isSent() {
        return sent;
    }

    void sent() {
        sent = true;
    }

    /** Whether that is another state than before. */
    boolean become(PayoutState next) {
        boolean differs = next != state;
        if (differs) {
            batch.moved((next.isEnd() ? 1 : 0) - (state.isEnd() ? 1 : 0));
        }
        state = next;
        return differs;
    }
}
