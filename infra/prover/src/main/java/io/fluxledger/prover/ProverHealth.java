package io.fluxledger.prover;

import java.util.List;

/**
 * What the prover says of itself.
 *
 * @param busy proofs that are being made
 * @param waiting proofs in the queue
 * @param keys names of the open keys
 */
public record ProverHealth(long pid, int workers, int busy, int waiting, List<String> keys) {
    public ProverHealth {
        keys = List.copyOf(keys);
    }
}
