package io.fluxledger.relayer.proofs;

import io.fluxledger.prover.Spending;
import java.math.BigInteger;
import java.util.List;

/** What there is for a call now. */
public sealed interface ProofAnswer {
    /** A proof about the balance that the account has. */
    record Proven(Spending spending) implements ProofAnswer {}

    /** @param pct the note of a deposit, 7 words */
    record Noted(List<BigInteger> pct) implements ProofAnswer {}

    /** @param reason without amounts */
    record NotYet(String reason) implements ProofAnswer {}
}
