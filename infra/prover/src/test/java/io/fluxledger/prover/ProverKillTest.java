package io.fluxledger.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.prover.EercNetwork.Account;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The prover's process dies in the middle of a batch. */
class ProverKillTest {
    private final EercNetwork network = EercNetwork.shared();

    @Test
    void theBatchGoesOnBehindItsLastProofWithTheSameKeys() {
        Account payer = network.register("killed-payer");
        Account provider = network.register("killed-provider");
        network.deposit(payer, 1_000);
        long firstPid = network.prover.health().pid();
        List<BatchProof> proofs = new ArrayList<>();
        KnownBalance after = network.prover.batch(
                payer.name(),
                network.known(payer),
                network.auditor.publicKey(),
                List.of(network.to(provider, 1), network.to(provider, 2), network.to(provider, 4)),
                proof -> {
                    proofs.add(proof);
                    if (proofs.size() == 1) {
                        ProcessHandle.of(network.prover.health().pid())
                                .orElseThrow()
                                .destroyForcibly();
                    }
                    return true;
                });
        assertThat(network.prover.health().pid()).isNotEqualTo(firstPid);
        assertThat(proofs).extracting(BatchProof::index).containsExactly(0, 1, 2);
        for (BatchProof proof : proofs) {
            network.transfer(payer, provider, proof.spending());
        }
        assertThat(network.known(payer)).isEqualTo(after);
        assertThat(after.amountMicros()).isEqualTo(993);
        assertThat(network.known(provider).amountMicros()).isEqualTo(7);
    }
}
