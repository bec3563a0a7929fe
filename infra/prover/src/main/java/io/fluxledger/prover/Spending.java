package io.fluxledger.prover;

import io.fluxledger.contracts.EercProof;
import java.math.BigInteger;
import java.util.List;

/**
 * A proven transfer or withdrawal.
 *
 * @param balancePct the owner's note of the balance after it, 7 words, for the same call
 * @param next the balance after it, unless something else is credited before
 * @param proveMs time that the proof took
 */
public record Spending(EercProof proof, List<BigInteger> balancePct, KnownBalance next, long proveMs) {
    public Spending {
        balancePct = List.copyOf(balancePct);
    }
}
