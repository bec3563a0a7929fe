package io.fluxledger.rules;

import java.util.List;

/** A payout of a provider; its id is unique for the provider. */
public record Payout(
        Address provider,
        String payoutId,
        String batchId,
        Status status,
        long chainId,
        long amountMicros,
        Address recipient,
        List<Draw> sources,
        LineRef line) {
    /** Life of a payout. */
    public enum Status {
        IN_FLIGHT,
        FINAL,
        RETURNED
    }

    Payout closedBy(LineRef closing, Status outcome) {
        return new Payout(provider, payoutId, batchId, outcome, chainId, amountMicros, recipient, sources, closing);
    }
}
