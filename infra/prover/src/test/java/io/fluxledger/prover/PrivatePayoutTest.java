package io.fluxledger.prover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.contracts.EercProof;
import io.fluxledger.prover.EercNetwork.Account;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** From USDC to encrypted balance, through a batch of payouts, and back to USDC. */
class PrivatePayoutTest {
    private final EercNetwork network = EercNetwork.shared();

    @Test
    void aBatchPaysProvidersWhoReadAndWithdrawWhileTheAuditorReadsAll() {
        Account payer = network.register("payer");
        Account first = network.register("first");
        Account second = network.register("second");
        TransactionReceipt deposit = network.deposit(payer, 50_000_000);
        assertThat(EercAbi.events(network.contracts.encryptedErc(), deposit.getLogs()))
                .containsExactly(
                        new EercAbi.Deposited(payer.address(), EercNetwork.TOKEN_ID, 50_000_000, BigInteger.ZERO));
        assertThat(network.known(payer).amountMicros()).isEqualTo(50_000_000);

        List<Account> receivers = List.of(first, second, first);
        List<Long> amounts = List.of(6_993L, 1_000_000L, 6_993L);
        List<BatchProof> proofs =
                network.prove(payer, network.to(first, 6_993), network.to(second, 1_000_000), network.to(first, 6_993));
        assertThat(proofs.getLast().progress()).isEqualTo("proof 3 of 3");
        assertThat(proofs.getLast().spending().next().amountMicros()).isEqualTo(48_986_014);

        List<Long> audited = new ArrayList<>();
        for (int i = 0; i < proofs.size(); i++) {
            Spending spending = proofs.get(i).spending();
            TransactionReceipt receipt = network.transfer(payer, receivers.get(i), spending);
            EercAbi.Transferred event =
                    (EercAbi.Transferred) EercAbi.events(network.contracts.encryptedErc(), receipt.getLogs())
                            .getFirst();
            assertThat(event.from()).isEqualTo(payer.address());
            assertThat(event.to()).isEqualTo(receivers.get(i).address());
            assertThat(EercAbi.decodeTransfer(network.transferCall(receivers.get(i), spending))
                            .auditorPct())
                    .isEqualTo(event.auditorPct());
            audited.add(network.prover.decryptPct("auditor", event.auditorPct()));
            assertThat(receipt.getGasUsed()).isLessThan(BigInteger.valueOf(1_100_000));
        }
        assertThat(audited).isEqualTo(amounts);
        assertThat(network.known(payer)).isEqualTo(proofs.getLast().spending().next());
        assertThat(network.known(first).amountMicros()).isEqualTo(13_986);
        assertThat(network.known(second).amountMicros()).isEqualTo(1_000_000);

        refusesWhatIsNotProven(payer, first, proofs);
        withdraws(first);
    }

    private void refusesWhatIsNotProven(Account payer, Account to, List<BatchProof> proofs) {
        for (BatchProof used : proofs) {
            rejected(payer, network.transferCall(to, used.spending()));
        }
        Spending fresh = network.prover.transfer(
                payer.name(), network.known(payer), to.publicKey(), network.auditor.publicKey(), 100);
        EercProof proof = fresh.proof();
        // Every public signal, and every coordinate of the proof.
        for (int i = 0; i < proof.signals().size(); i++) {
            rejected(payer, transfer(to, new EercProof(proof.points(), changed(proof.signals(), i)), fresh));
        }
        for (int i = 0; i < proof.points().size(); i++) {
            rejected(payer, transfer(to, new EercProof(changed(proof.points(), i), proof.signals()), fresh));
        }
        // The same signal under another name modulo the field.
        BigInteger field =
                new BigInteger("21888242871839275222246405745257275088548364400416034343698204186575808495617");
        List<BigInteger> alias = new ArrayList<>(proof.signals());
        alias.set(16, alias.get(16).add(field));
        rejected(payer, transfer(to, new EercProof(proof.points(), alias), fresh));
        // Another sender cannot use it.
        rejected(to, network.transferCall(network.auditor, fresh));
        assertThatIllegalStateException()
                .isThrownBy(() -> network.call(
                        payer.wallet(), network.contracts.encryptedErc(), network.transferCall(payer, fresh)))
                .withMessage("InvalidReceiver()");
        assertThat(network.call(payer.wallet(), network.contracts.encryptedErc(), network.transferCall(to, fresh)))
                .isEqualTo("0x");
    }

    private void withdraws(Account provider) {
        KnownBalance balance = network.known(provider);
        Spending spending = network.prover.withdraw(provider.name(), balance, network.auditor.publicKey(), 13_000);
        byte[] call = EercAbi.withdraw(EercNetwork.TOKEN_ID, spending.proof(), spending.balancePct());
        List<BigInteger> more = new ArrayList<>(spending.proof().signals());
        more.set(0, BigInteger.valueOf(13_001));
        rejected(
                provider,
                EercAbi.withdraw(
                        EercNetwork.TOKEN_ID, new EercProof(spending.proof().points(), more), spending.balancePct()));
        TransactionReceipt receipt = network.send(provider.wallet(), network.contracts.encryptedErc(), call);
        assertThat(network.chain.usdcBalanceMicros(provider.address())).isEqualTo(13_000);
        EercAbi.Withdrawn event =
                (EercAbi.Withdrawn) EercAbi.events(network.contracts.encryptedErc(), receipt.getLogs())
                        .getFirst();
        assertThat(event.amountMicros()).isEqualTo(13_000);
        assertThat(event.user()).isEqualTo(provider.address());
        assertThat(network.prover.decryptPct("auditor", event.auditorPct())).isEqualTo(13_000);
        assertThat(network.known(provider)).isEqualTo(spending.next());
        assertThat(spending.next().amountMicros()).isEqualTo(986);
        rejected(provider, call);
    }

    private byte[] transfer(Account to, EercProof proof, Spending spending) {
        return EercAbi.transfer(to.address(), EercNetwork.TOKEN_ID, proof, spending.balancePct());
    }

    private void rejected(Account sender, byte[] call) {
        assertThatIllegalStateException()
                .isThrownBy(() -> network.call(sender.wallet(), network.contracts.encryptedErc(), call))
                .withMessage("InvalidProof()");
    }

    private static List<BigInteger> changed(List<BigInteger> words, int index) {
        List<BigInteger> changed = new ArrayList<>(words);
        changed.set(index, words.get(index).flipBit(0));
        return changed;
    }

    @Test
    void selectorsAreThoseOfThePublishedInterface() {
        List<BigInteger> pct = java.util.Collections.nCopies(7, BigInteger.ZERO);
        String someone = "0x" + "11".repeat(20);
        assertThat(selector(EercAbi.register(blank(5)))).isEqualTo("37729b5c");
        assertThat(selector(EercAbi.deposit(BigInteger.ONE, someone, pct))).isEqualTo("82f09ea2");
        assertThat(selector(EercAbi.transfer(someone, BigInteger.ONE, blank(32), pct)))
                .isEqualTo("2d947610");
        assertThat(selector(EercAbi.withdraw(BigInteger.ONE, blank(16), pct))).isEqualTo("a5566e25");
    }

    private static EercProof blank(int signals) {
        return new EercProof(
                java.util.Collections.nCopies(8, BigInteger.ZERO),
                java.util.Collections.nCopies(signals, BigInteger.ZERO));
    }

    private static String selector(byte[] call) {
        return String.format(Locale.ROOT, "%02x%02x%02x%02x", call[0], call[1], call[2], call[3]);
    }
}
