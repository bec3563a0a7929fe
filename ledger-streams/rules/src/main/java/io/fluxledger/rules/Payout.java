package io.fluxledger.rules;

import java.util.List;

/**
 * A payout of a provider; its id is unique for the provider.
 *
 * @param chainId where it is paid
 * @param openedChainId where it was to be paid when it was opened
 * @param terms of the provider when it was opened
 * @param sources what it was taken from, by chain
 * @param line partition sequence of the line of its last change
 */
public record Payout(
        Address provider,
        String payoutId,
        String batchId,
        Status status,
        long chainId,
        long amountMicros,
        Address recipient,
        List<Draw> sources,
        long openedChainId,
        PayoutTerms terms,
        long line) {
    /** Life of a payout. */
    public enum Status {
        IN_FLIGHT,
        FINAL,
        RETURNED,
        /** On its way on chain. */
        SUBMITTED
    }

    boolean isOpen() {
        return status == Status.IN_FLIGHT || status == Status.SUBMITTED;
    }

    Payout with(Status next, long changedBy) {
        return with(next, chainId, changedBy);
    }

    Payout on(long otherChainId, long changedBy) {
        return with(status, otherChainId, changedBy);
    }

    private Payout with(Status next, long nextChainId, long changedBy) {
        return new Payout(
                provider,
                payoutId,
                batchId,
                next,
                nextChainId,
                amountMicros,
                recipient,
                sources,
                openedChainId,
                terms,
                changedBy);
    }
}
