package io.fluxledger.prover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fluxledger.prover.EercNetwork.Account;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A credit that arrives while a batch is sent. */
class RacingCreditTest {
    private final EercNetwork network = EercNetwork.shared();

    @Test
    void proofsOnABalanceThatNeverCameAreMadeAgain() {
        Account payer = network.register("racing-payer");
        Account provider = network.register("racing-provider");
        network.deposit(payer, 1_000_000);
        List<BatchProof> proofs =
                network.prove(payer, network.to(provider, 100), network.to(provider, 200), network.to(provider, 400));

        network.transfer(payer, provider, proofs.get(0).spending());
        network.deposit(payer, 5_000);
        // The balance before the credit is known to the contract: what was on its way is still good.
        network.transfer(payer, provider, proofs.get(1).spending());
        // The one after it was to come from a balance that the credit changed.
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> network.transfer(payer, provider, proofs.get(2).spending()))
                .withMessage("InvalidProof()");

        KnownBalance now = network.known(payer);
        assertThat(now.amountMicros()).isEqualTo(1_000_000 - 100 - 200 + 5_000);
        List<BatchProof> again = network.prove(payer, network.to(provider, 400));
        network.transfer(payer, provider, again.getFirst().spending());
        assertThat(network.known(payer).amountMicros()).isEqualTo(1_004_300);
        assertThat(network.known(provider).amountMicros()).isEqualTo(700);
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> network.transfer(payer, provider, proofs.get(2).spending()))
                .withMessage("InvalidProof()");
    }
}
