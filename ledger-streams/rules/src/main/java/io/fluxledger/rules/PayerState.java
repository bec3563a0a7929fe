package io.fluxledger.rules;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * State of the payers' fold of one partition, in memory. Only {@link PayerFold} writes it, apart from restoring. It notes
 * what has changed, so that a change log can be written once per commit instead of once per input. Not thread-safe.
 */
public final class PayerState {
    private final OpenIntents open;
    private final ResolvedIntents resolved;
    private final PayerAccounts accounts;
    private final Map<Address, Address> providers = new HashMap<>();
    private final Sessions sessions = new Sessions();
    private final KeptForEver kept = new KeptForEver();
    private PartitionHead head = PartitionHead.INITIAL;

    private final List<PayerAccounts.Slot> changedAccounts = new ArrayList<>();
    private final Set<Fingerprint> forgotten = new LinkedHashSet<>();
    private boolean headChanged;
    private boolean restoring;

    public PayerState() {
        // The secret only orders hash tables; nothing that is decided depends on it.
        long secret = new SecureRandom().nextLong();
        open = new OpenIntents(secret);
        resolved = new ResolvedIntents(secret);
        accounts = new PayerAccounts(secret);
    }

    /** What has changed since the last time, to be written to a change log. */
    public interface Changes {
        void head(PartitionHead head);

        void account(PayerAccount account);

        void intent(Intent intent);

        void resolved(ResolvedIntent intent);

        void forgotten(Fingerprint intentKey);

        void session(Session session);

        void sessionForgotten(Address payer, Address sessionKey);

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
        for (PayerAccounts.Slot slot : changedAccounts) {
            slot.drained();
            to.account(require(slot.account()));
        }
        changedAccounts.clear();
        // First what is gone: an id may have been used again.
        forgotten.forEach(to::forgotten);
        forgotten.clear();
        resolved.drain(to::resolved);
        open.drain(to::intent);
        sessions.drain(to);
        kept.drain(to);
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
        sessions.forEach(to::session);
        kept.all(to);
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
            accounts.get(account.payer()).restore(account);
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
        public void session(Session session) {
            sessions.restore(session);
        }

        @Override
        public void sessionForgotten(Address payer, Address sessionKey) {
            sessions.remove(payer, sessionKey);
        }

        @Override
        public void deposit(Deposit deposit) {
            kept.restore(deposit);
        }

        @Override
        public void withdrawal(Withdrawal withdrawal) {
            kept.restore(withdrawal);
        }

        @Override
        public void dispute(Dispute dispute) {
            kept.restore(dispute);
        }

        @Override
        public void refundsTaken(int sourcePartition, long sourceSequence) {
            kept.restoreRefundsTaken(sourcePartition, sourceSequence);
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
        PayerAccounts.Slot slot = accounts.find(payer);
        return slot == null ? null : slot.account();
    }

    /** Visits all accounts, in no particular order. */
    public void accounts(Consumer<PayerAccount> each) {
        accounts.forEach(each);
    }

    /** The payer's place; null as long as it has none. */
    PayerAccounts.@Nullable Slot slotOf(Address payer) {
        return accounts.find(payer);
    }

    void put(PayerAccounts.@Nullable Slot known, PayerAccount account) {
        PayerAccounts.Slot slot = known == null ? accounts.get(account.payer()) : known;
        if (slot.put(account)) {
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

    boolean isNonceUsed(Address payer, long nonceKey, long clockMs) {
        return open.isNonceUsed(nonceKey, clockMs)
                || resolved.isNonceUsed(nonceKey, clockMs)
                || kept.isNonceUsed(nonceKey)
                || sessions.isNonceUsed(payer, nonceKey, clockMs);
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

    /** Frees the memory of what is forgotten, up to that many intents and sessions. When it happens makes no difference to answers. */
    void forget(long clockMs, int limit) {
        forgetResolved(clockMs, limit);
        open.forget(clockMs, limit, forgotten::add);
        sessions.forget(clockMs, limit);
    }

    /** A session of the payer; null when it is unknown or forgotten. */
    public @Nullable Session session(Address payer, Address sessionKey) {
        return sessions.find(payer, sessionKey, head.clockMs());
    }

    @Nullable
    Session session(Address payer, Address sessionKey, long clockMs) {
        return sessions.find(payer, sessionKey, clockMs);
    }

    /** Number of the payer's sessions that are not forgotten. */
    int sessionCount(Address payer, long clockMs) {
        return sessions.count(payer, clockMs);
    }

    /** Visits the sessions of a payer that are not forgotten, in the order in which they were granted. */
    public void sessions(Address payer, Consumer<Session> each) {
        sessions.forEach(payer, head.clockMs(), each);
    }

    void put(Session session) {
        sessions.put(session);
    }

    /** A deposit of a payer; null when it is unknown. */
    public @Nullable Deposit deposit(Address payer, DepositKey key) {
        return kept.deposit(payer, key);
    }

    /** Visits the deposits of a payer, in no particular order. */
    public void deposits(Address payer, Consumer<Deposit> each) {
        kept.deposits(payer, each);
    }

    void put(Deposit deposit) {
        kept.put(deposit);
    }

    @Nullable
    Withdrawal withdrawal(Address payer, String withdrawalId) {
        return kept.withdrawal(payer, withdrawalId);
    }

    void put(Withdrawal withdrawal) {
        kept.put(withdrawal);
    }

    /** @param settled partition sequence of the line that settled the intent: an id may be used again */
    @Nullable
    Dispute dispute(Address payer, long settled) {
        return kept.dispute(payer, settled);
    }

    void put(Dispute dispute) {
        kept.put(dispute);
    }

    /** Highest refund taken from that partition of the providers' fold, 0 before the first. */
    long refundsTaken(int sourcePartition) {
        return kept.refundsTaken(sourcePartition);
    }

    void putRefundsTaken(int sourcePartition, long sequence) {
        kept.putRefundsTaken(sourcePartition, sequence);
    }
}
