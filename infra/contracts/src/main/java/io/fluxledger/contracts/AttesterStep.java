package io.fluxledger.contracts;

import io.fluxledger.contracts.FluxBridgeAbi.State;

/** What attesters do next for a transfer whose lock is final. */
enum AttesterStep {
    RELEASE,
    CANCEL,
    REFUND,
    WAIT,
    DONE;

    /**
     * What both chains say of a transfer.
     *
     * @param onSource newest state on the source
     * @param onDestination newest state on the destination
     * @param finalOnSource state in the source's newest final block
     * @param finalOnDestination state in the destination's newest final block
     */
    record Seen(State onSource, State finalOnSource, State onDestination, State finalOnDestination) {}

    /**
     * Only the destination's final word counts for money on the source.
     *
     * @param destinationTimeS time of the destination's newest block
     */
    static AttesterStep next(Seen seen, long destinationTimeS, long expiryS) {
        if (seen.finalOnDestination() == State.RELEASED || seen.finalOnSource() == State.REFUNDED) {
            return DONE;
        }
        if (seen.finalOnDestination() == State.CANCELLED) {
            return seen.onSource() == State.LOCKED ? REFUND : WAIT;
        }
        if (seen.onDestination() != State.NONE) {
            return WAIT;
        }
        return destinationTimeS < expiryS ? RELEASE : CANCEL;
    }
}
