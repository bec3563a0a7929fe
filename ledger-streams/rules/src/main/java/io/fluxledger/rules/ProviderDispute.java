package io.fluxledger.rules;

import java.util.List;

/**
 * A dispute that a provider answers for, known by its place in the payers' fold.
 *
 * @param sourcePartition with sourceSequence: the DisputeFiled that brought it
 * @param amountNanos what the payer wants back
 * @param reserved what was set aside for it, in the order in which it is used
 * @param upheldNanos what the payer gets back; 0 while it is open
 * @param line partition sequence of the line of its last change
 */
public record ProviderDispute(
        Address provider,
        int sourcePartition,
        long sourceSequence,
        Address payer,
        String intentId,
        long amountNanos,
        List<Draw> reserved,
        Status status,
        long upheldNanos,
        long line) {
    /** Life of a dispute. */
    public enum Status {
        OPEN,
        CLOSED
    }

    ProviderDispute closed(long upheld, long closedBy) {
        return new ProviderDispute(
                provider,
                sourcePartition,
                sourceSequence,
                payer,
                intentId,
                amountNanos,
                reserved,
                Status.CLOSED,
                upheld,
                closedBy);
    }
}
