package io.fluxledger.relayer.proofs;

import io.fluxledger.contracts.EercBalance;
import io.fluxledger.prover.BatchProof;
import io.fluxledger.prover.BatchTransfer;
import io.fluxledger.prover.KnownBalance;
import io.fluxledger.prover.ProverException;
import io.fluxledger.prover.Spending;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;

/** Makes the proofs of one account. Amounts are micro-USDC. All methods may take long, and throw {@link ProverException}. */
public interface ProofSource {
    /** Name of the account's key, for the log. */
    String name();

    /** Called before the rest, and again when the key is not known any more. */
    void open();

    /** The owner's note of an amount, 7 words, as a deposit takes it. */
    List<BigInteger> note(long amountMicros);

    /** What the account has. */
    KnownBalance read(EercBalance balance);

    /** @param auditorKey two words */
    Spending withdraw(KnownBalance on, List<BigInteger> auditorKey, long amountMicros);

    /**
     * Transfers, each on the balance that the one before leaves.
     *
     * @param sink given each in order, on the calling thread; false ends it
     */
    void transfer(
            KnownBalance on, List<BigInteger> auditorKey, List<BatchTransfer> transfers, Predicate<BatchProof> sink);
}
