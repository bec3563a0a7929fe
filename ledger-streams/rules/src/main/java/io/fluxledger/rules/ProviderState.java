package io.fluxledger.rules;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * State of the providers' fold of one partition, in memory; the counterpart of {@link PayerState}, with the same tracking
 * of changes. Not thread-safe.
 */
public final class ProviderState {
    private record PayoutKey(Address provider, String payoutId) {}

    private record MoveKey(Address treasury, String moveId) {}

    private record Signed(Address provider, Bytes32 nonce) {}

    private record Source(int partition, long sequence) {}

    private final TreeMap<Address, ProviderAccount> accounts = new TreeMap<>();
    private final Map<PayoutKey, Payout> payouts = new HashMap<>();
    private final Map<MoveKey, TreasuryMove> moves = new HashMap<>();
    private final Map<Signed, NonceUse> nonces = new HashMap<>();
    private final Map<Source, ProviderDispute> disputes = new HashMap<>();
    private final Map<Integer, Long> chargesTaken = new TreeMap<>();
    private PartitionHead head = PartitionHead.INITIAL;

    private final Set<Address> changedAccounts = new LinkedHashSet<>();
    private final Set<PayoutKey> changedPayouts = new LinkedHashSet<>();
    private final Set<MoveKey> changedMoves = new LinkedHashSet<>();
    private final Set<Signed> changedNonces = new LinkedHashSet<>();
    private final Set<Source> changedDisputes = new LinkedHashSet<>();
    private final Set<Integer> changedCharges = new LinkedHashSet<>();
    private boolean headChanged;

    /** What has changed since the last time, to be written to a change log. */
    public interface Changes {
        void head(PartitionHead head);

        void account(ProviderAccount account);

        void payout(Payout payout);

        void move(TreasuryMove move);

        void nonce(NonceUse use);

        void dispute(ProviderDispute dispute);

        /** Highest charge or dispute taken from a partition of the payers' fold. */
        void chargesTaken(int sourcePartition, long sourceSequence);
    }

    /** Hands over everything that has changed since the last call. */
    public void drain(Changes to) {
        if (headChanged) {
            to.head(head);
            headChanged = false;
        }
        drain(changedAccounts, accounts, to::account);
        drain(changedPayouts, payouts, to::payout);
        drain(changedMoves, moves, to::move);
        drain(changedNonces, nonces, to::nonce);
        drain(changedDisputes, disputes, to::dispute);
        changedCharges.forEach(source -> to.chargesTaken(source, chargesTaken(source)));
        changedCharges.clear();
    }

    private static <K, V> void drain(Set<K> changed, Map<K, V> state, Consumer<V> to) {
        for (K key : changed) {
            V value = state.get(key);
            if (value == null) {
                throw new CorruptionException("state changed and then was not there: " + key);
            }
            to.accept(value);
        }
        changed.clear();
    }

    /** Everything, whether or not it has changed: for copies and comparisons. */
    public void all(Changes to) {
        to.head(head);
        accounts.values().forEach(to::account);
        payouts.values().forEach(to::payout);
        moves.values().forEach(to::move);
        nonces.values().forEach(to::nonce);
        disputes.values().forEach(to::dispute);
        chargesTaken.forEach(to::chargesTaken);
    }

    /** Takes over what a change log says; nothing of it counts as changed. */
    public Changes restorer() {
        return new Restorer();
    }

    private final class Restorer implements Changes {
        @Override
        public void head(PartitionHead restored) {
            head = restored;
        }

        @Override
        public void account(ProviderAccount account) {
            accounts.put(account.provider(), account);
        }

        @Override
        public void payout(Payout payout) {
            payouts.put(key(payout), payout);
        }

        @Override
        public void move(TreasuryMove move) {
            moves.put(key(move), move);
        }

        @Override
        public void nonce(NonceUse use) {
            nonces.put(key(use), use);
        }

        @Override
        public void dispute(ProviderDispute dispute) {
            disputes.put(key(dispute), dispute);
        }

        @Override
        public void chargesTaken(int sourcePartition, long sourceSequence) {
            chargesTaken.put(sourcePartition, sourceSequence);
        }
    }

    /** The same state, on its own; nothing of it counts as changed. */
    ProviderState copy() {
        ProviderState copy = new ProviderState();
        all(copy.restorer());
        return copy;
    }

    public PartitionHead head() {
        return head;
    }

    void put(PartitionHead next) {
        head = next;
        headChanged = true;
    }

    /** Head of a provider's account; null when there is none. */
    public @Nullable ProviderAccount account(Address provider) {
        return accounts.get(provider);
    }

    /** Visits all accounts, ascending by address. */
    public void accounts(Consumer<ProviderAccount> each) {
        accounts.values().forEach(each);
    }

    void put(ProviderAccount account) {
        accounts.put(account.provider(), account);
        changedAccounts.add(account.provider());
    }

    /** A payout of that provider; null when there is none. */
    public @Nullable Payout payout(Address provider, String payoutId) {
        return payouts.get(new PayoutKey(provider, payoutId));
    }

    private static PayoutKey key(Payout payout) {
        return new PayoutKey(payout.provider(), payout.payoutId());
    }

    void put(Payout payout) {
        payouts.put(key(payout), payout);
        changedPayouts.add(key(payout));
    }

    /** A move of that treasury; null when there is none. */
    public @Nullable TreasuryMove move(Address treasury, String moveId) {
        return moves.get(new MoveKey(treasury, moveId));
    }

    private static MoveKey key(TreasuryMove move) {
        return new MoveKey(move.treasury(), move.moveId());
    }

    void put(TreasuryMove move) {
        moves.put(key(move), move);
        changedMoves.add(key(move));
    }

    @Nullable
    NonceUse nonce(Address provider, Bytes32 nonce) {
        return nonces.get(new Signed(provider, nonce));
    }

    private static Signed key(NonceUse use) {
        return new Signed(use.provider(), use.nonce());
    }

    void put(NonceUse use) {
        nonces.put(key(use), use);
        changedNonces.add(key(use));
    }

    /** The dispute that came from that place in the payers' fold; null when there is none. */
    public @Nullable ProviderDispute dispute(int sourcePartition, long sourceSequence) {
        return disputes.get(new Source(sourcePartition, sourceSequence));
    }

    /** Visits the disputes that the provider answers for, in no particular order. */
    public void disputes(Address provider, Consumer<ProviderDispute> each) {
        disputes.values().stream()
                .filter(dispute -> dispute.provider().equals(provider))
                .forEach(each);
    }

    private static Source key(ProviderDispute dispute) {
        return new Source(dispute.sourcePartition(), dispute.sourceSequence());
    }

    void put(ProviderDispute dispute) {
        disputes.put(key(dispute), dispute);
        changedDisputes.add(key(dispute));
    }

    /** Highest charge or dispute taken from that partition of the payers' fold, 0 before the first. */
    long chargesTaken(int sourcePartition) {
        return chargesTaken.getOrDefault(sourcePartition, 0L);
    }

    void putChargesTaken(int sourcePartition, long sequence) {
        chargesTaken.put(sourcePartition, sequence);
        changedCharges.add(sourcePartition);
    }
}
