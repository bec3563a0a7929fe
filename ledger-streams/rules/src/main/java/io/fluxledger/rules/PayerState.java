package io.fluxledger.rules;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * State of the payers' fold of one partition, in memory. Only {@link PayerFold} writes it, apart from restoring. It notes
 * what has changed, so that a change log can be written once per commit instead of once per input. Not thread-safe.
 */
public final class PayerState {
    private record Id(Address payer, String id) {}

    private record Settled(Address payer, long line) {}

    private record Deposited(Address payer, DepositKey key) {}

    /** An account's place, so that an input looks it up once. */
    static final class Slot {
        private final String key;
        private @Nullable PayerAccount account;
        private boolean changed;

        private Slot(Address payer) {
            key = payer.toString();
        }

        /** Whether that is the payer's record key. */
        boolean isKey(String text) {
            return key.equals(text);
        }

        /** Null as long as no line of the payer has been accepted. */
        @Nullable
        PayerAccount account() {
            return account;
        }
    }

    private final OpenIntents open;
    private final ResolvedIntents resolved;
    private final Map<Address, Slot> accounts = new HashMap<>();
    private final Map<Deposited, Deposit> deposits = new HashMap<>();
    private final Map<Id, Withdrawal> withdrawals = new HashMap<>();
    private final Map<Settled, Dispute> disputes = new HashMap<>();
    private final Map<Address, Address> providers = new HashMap<>();
    private final Set<Long> otherNonces = new HashSet<>();
    private final Map<Integer, Long> refundsTaken = new TreeMap<>();
    private PartitionHead head = PartitionHead.INITIAL;

    private final List<Slot> changedAccounts = new ArrayList<>();
    private final Set<Fingerprint> forgotten = new LinkedHashSet<>();
    private final Set<Deposited> changedDeposits = new LinkedHashSet<>();
    private final Set<Id> changedWithdrawals = new LinkedHashSet<>();
    private final Set<Settled> changedDisputes = new LinkedHashSet<>();
    private final Set<Integer> changedRefunds = new LinkedHashSet<>();
    private boolean headChanged;
    private boolean restoring;

    public PayerState() {
        // The secret only orders hash tables; nothing that is decided depends on it.
        long secret = new SecureRandom().nextLong();
        open = new OpenIntents(secret);
        resolved = new ResolvedIntents(secret);
    }

    /** What has changed since the last time, to be written to a change log. */
    public interface Changes {
        void head(PartitionHead head);

        void account(PayerAccount account);

        void intent(Intent intent);

        void resolved(ResolvedIntent intent);

        void forgotten(Fingerprint intentKey);

        void deposit(Deposit deposit);

        void withdrawal(Withdrawal withdrawal);

        void dispute(Dispute dispute);

        /** Highest refund taken from a partition of the providers' fold. */
        void refundsTaken(int sourcePartition, long sourceSequence);
    }

    /** Hands over everything that has changed since the last call. */
    public void drain(Changes to) {
        if (!headChanged) {
            // Whatever changes, changes the head too; a copy that only restores has nothing to tell.
            return;
        }
        to.head(head);
        headChanged = false;
        for (Slot slot : changedAccounts) {
            slot.changed = false;
            to.account(require(slot.account));
        }
        changedAccounts.clear();
        // First what is gone: an id may have been used again.
        forgotten.forEach(to::forgotten);
        forgotten.clear();
        resolved.drain(to::resolved);
        open.drain(to::intent);
        changedDeposits.forEach(key -> to.deposit(require(deposits.get(key))));
        changedDeposits.clear();
        changedWithdrawals.forEach(id -> to.withdrawal(require(withdrawals.get(id))));
        changedWithdrawals.clear();
        changedDisputes.forEach(id -> to.dispute(require(disputes.get(id))));
        changedDisputes.clear();
        changedRefunds.forEach(source -> to.refundsTaken(source, refundsTaken(source)));
        changedRefunds.clear();
    }

    private static <T> T require(@Nullable T changed) {
        if (changed == null) {
            throw new CorruptionException("state changed and then was not there");
        }
        return changed;
    }

    /** Everything, whether or not it has changed: for copies and comparisons. */
    public void all(Changes to) {
        to.head(head);
        accounts(to::account);
        open.forEach(to::intent);
        resolved.forEach(to::resolved);
        deposits.values().forEach(to::deposit);
        withdrawals.values().forEach(to::withdrawal);
        disputes.values().forEach(to::dispute);
        refundsTaken.forEach(to::refundsTaken);
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
        public void account(PayerAccount account) {
            slot(account.payer()).account = account;
        }

        @Override
        public void intent(Intent intent) {
            restoring = true;
            resolved.remove(intent.key());
            open.put(intent);
        }

        @Override
        public void resolved(ResolvedIntent intent) {
            restoring = true;
            open.remove(intent.key());
            resolved.add(intent);
        }

        @Override
        public void forgotten(Fingerprint intentKey) {
            restoring = true;
            open.remove(intentKey);
            resolved.remove(intentKey);
        }

        @Override
        public void deposit(Deposit deposit) {
            deposits.put(new Deposited(deposit.payer(), deposit.key()), deposit);
        }

        @Override
        public void withdrawal(Withdrawal withdrawal) {
            withdrawals.put(new Id(withdrawal.payer(), withdrawal.withdrawalId()), withdrawal);
            otherNonces.add(withdrawal.nonceKey());
        }

        @Override
        public void dispute(Dispute dispute) {
            disputes.put(new Settled(dispute.payer(), dispute.settled()), dispute);
            otherNonces.add(dispute.nonceKey());
        }

        @Override
        public void refundsTaken(int sourcePartition, long sourceSequence) {
            refundsTaken.put(sourcePartition, sourceSequence);
        }
    }

    public PartitionHead head() {
        return head;
    }

    /** To be called before an input is folded: restoring is over, and nothing that was restored counts as changed. */
    void beginInput() {
        if (restoring) {
            restoring = false;
            open.endRestore();
            resolved.drained();
        }
    }

    void put(PartitionHead next) {
        head = next;
        headChanged = true;
    }

    /** Head of a payer's account; null when there is none. */
    public @Nullable PayerAccount account(Address payer) {
        Slot slot = accounts.get(payer);
        return slot == null ? null : slot.account;
    }

    /** Visits all accounts, in no particular order. */
    public void accounts(Consumer<PayerAccount> each) {
        for (Slot slot : accounts.values()) {
            if (slot.account != null) {
                each.accept(slot.account);
            }
        }
    }

    /** The payer's place; null as long as it has none. */
    @Nullable
    Slot slotOf(Address payer) {
        return accounts.get(payer);
    }

    private Slot slot(Address payer) {
        return accounts.computeIfAbsent(payer, Slot::new);
    }

    void put(@Nullable Slot known, PayerAccount account) {
        Slot slot = known == null ? slot(account.payer()) : known;
        slot.account = account;
        if (!slot.changed) {
            slot.changed = true;
            changedAccounts.add(slot);
        }
    }

    /** An intent that is open or in the escrow; null when it is neither. */
    public @Nullable Intent intent(Address payer, String intentId) {
        return open.find(payer, intentId, head.clockMs());
    }

    @Nullable
    Intent intent(Address payer, String intentId, long clockMs) {
        return open.find(payer, intentId, clockMs);
    }

    /** A closed CREDITS intent that is not forgotten. */
    public @Nullable ResolvedIntent resolved(Address payer, String intentId) {
        return resolved.find(new ContentHash().intentKey(payer, intentId), head.clockMs());
    }

    @Nullable
    ResolvedIntent resolved(Fingerprint key, long clockMs) {
        return resolved.find(key, clockMs);
    }

    /** Numbers of open and of resolved intents. */
    public int openCount() {
        return open.size();
    }

    public int resolvedCount() {
        return resolved.size();
    }

    /** Visits the open intents and those in the escrow, in no particular order. */
    public void intents(Consumer<Intent> each) {
        open.forEach(each);
    }

    /** The provider's address as one object, however many intents name it. */
    Address provider(Address provider) {
        Address known = providers.putIfAbsent(provider, provider);
        return known == null ? provider : known;
    }

    boolean isNonceUsed(long nonceKey, long clockMs) {
        return open.isNonceUsed(nonceKey, clockMs)
                || resolved.isNonceUsed(nonceKey, clockMs)
                || (!otherNonces.isEmpty() && otherNonces.contains(nonceKey));
    }

    /** Notes the next state of an intent. */
    void put(Intent intent) {
        open.put(intent);
    }

    /** Opens an intent; one that was forgotten under its id gives way. */
    void open(Intent intent) {
        resolved.remove(intent.key());
        open.put(intent);
    }

    /** Closes a CREDITS intent: from now on only what is needed to recognise it is kept. */
    void resolve(Intent intent, IntentStatus status, long capturedNanos, long closed, long forgetAtMs) {
        open.remove(intent.payer(), intent.intentId());
        resolved.add(intent, status, capturedNanos, closed, forgetAtMs);
    }

    List<Intent> due(PartitionHead at, int limit) {
        return open.due(at, limit);
    }

    /** As {@link #forget} for what is resolved alone, which the next to go is found of at once. */
    void forgetResolved(long clockMs, int limit) {
        resolved.forget(clockMs, limit, forgotten::add);
    }

    /** Frees the memory of what is forgotten, up to that many intents. When it happens makes no difference to answers. */
    void forget(long clockMs, int limit) {
        forgetResolved(clockMs, limit);
        open.forget(clockMs, limit, forgotten::add);
    }

    /** A deposit of a payer; null when it is unknown. */
    public @Nullable Deposit deposit(Address payer, DepositKey key) {
        return deposits.get(new Deposited(payer, key));
    }

    /** Visits the deposits of a payer, in no particular order. */
    public void deposits(Address payer, Consumer<Deposit> each) {
        deposits.values().stream()
                .filter(deposit -> deposit.payer().equals(payer))
                .forEach(each);
    }

    void put(Deposit deposit) {
        Deposited key = new Deposited(deposit.payer(), deposit.key());
        deposits.put(key, deposit);
        changedDeposits.add(key);
    }

    @Nullable
    Withdrawal withdrawal(Address payer, String withdrawalId) {
        return withdrawals.get(new Id(payer, withdrawalId));
    }

    void put(Withdrawal withdrawal) {
        Id key = new Id(withdrawal.payer(), withdrawal.withdrawalId());
        withdrawals.put(key, withdrawal);
        otherNonces.add(withdrawal.nonceKey());
        changedWithdrawals.add(key);
    }

    /** @param settled partition sequence of the line that settled the intent: an id may be used again */
    @Nullable
    Dispute dispute(Address payer, long settled) {
        return disputes.get(new Settled(payer, settled));
    }

    void put(Dispute dispute) {
        Settled key = new Settled(dispute.payer(), dispute.settled());
        disputes.put(key, dispute);
        otherNonces.add(dispute.nonceKey());
        changedDisputes.add(key);
    }

    /** Highest refund taken from that partition of the providers' fold, 0 before the first. */
    long refundsTaken(int sourcePartition) {
        return refundsTaken.getOrDefault(sourcePartition, 0L);
    }

    void putRefundsTaken(int sourcePartition, long sequence) {
        refundsTaken.put(sourcePartition, sequence);
        changedRefunds.add(sourcePartition);
    }
}
