package io.fluxledger.prover;

/**
 * One proof of a batch, made ahead on the balance that the one before it leaves.
 *
 * @param index place of its transfer, from 0
 * @param of transfers in the batch
 */
public record BatchProof(int index, int of, Spending spending) {
    /** For example {@code proof 12 of 200}. */
    public String progress() {
        return "proof %d of %d".formatted(index + 1, of);
    }
}
