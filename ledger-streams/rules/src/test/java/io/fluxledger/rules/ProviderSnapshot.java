package io.fluxledger.rules;

import java.util.HashSet;
import java.util.Set;

/** Everything that a state holds or has handed over, comparable. */
final class ProviderSnapshot implements ProviderState.Changes {
    private record Taken(int sourcePartition, long sourceSequence) {}

    private final Set<Object> contents = new HashSet<>();
    private PartitionHead head = PartitionHead.INITIAL;

    static ProviderSnapshot of(ProviderState state) {
        ProviderSnapshot snapshot = new ProviderSnapshot();
        state.all(snapshot);
        return snapshot;
    }

    PartitionHead head() {
        return head;
    }

    /** All but the head. */
    Set<Object> contents() {
        return contents;
    }

    @Override
    public void head(PartitionHead next) {
        head = next;
    }

    @Override
    public void account(ProviderAccount account) {
        add(account);
    }

    @Override
    public void payout(Payout payout) {
        add(payout);
    }

    @Override
    public void move(TreasuryMove move) {
        add(move);
    }

    @Override
    public void nonce(NonceUse use) {
        add(use);
    }

    @Override
    public void dispute(ProviderDispute dispute) {
        add(dispute);
    }

    @Override
    public void chargesTaken(int sourcePartition, long sourceSequence) {
        add(new Taken(sourcePartition, sourceSequence));
    }

    private void add(Object part) {
        if (!contents.add(part)) {
            throw new AssertionError("handed over twice: " + part);
        }
    }
}
