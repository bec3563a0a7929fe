package io.fluxledger.relayer.proofs;

import io.fluxledger.contracts.EercBalance;
import io.fluxledger.prover.BatchProof;
import io.fluxledger.prover.BatchTransfer;
import io.fluxledger.prover.KnownBalance;
import io.fluxledger.prover.Prover;
import io.fluxledger.prover.Spending;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;

/** Proofs by a key that lies in a file, from a prover that several accounts may share. */
public final class ProverProofs implements ProofSource {
    private final Prover prover;
    private final ProverKey key;

    /** Does not start the prover. */
    public ProverProofs(Prover prover, ProverKey key) {
        this.prover = prover;
        this.key = key;
    }

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public void open() {
        var _ = prover.openKey(key.name(), key.file(), key.passwordFile());
    }

    @Override
    public List<BigInteger> note(long amountMicros) {
        return prover.encryptOwn(key.name(), amountMicros);
    }

    @Override
    public KnownBalance read(EercBalance balance) {
        return prover.decryptBalance(key.name(), balance);
    }

    @Override
    public Spending withdraw(KnownBalance on, List<BigInteger> auditorKey, long amountMicros) {
        return prover.withdraw(key.name(), on, auditorKey, amountMicros);
    }

    @Override
    public void transfer(
            KnownBalance on, List<BigInteger> auditorKey, List<BatchTransfer> transfers, Predicate<BatchProof> sink) {
        var _ = prover.batch(key.name(), on, auditorKey, transfers, sink);
    }
}
