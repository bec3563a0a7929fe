package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** State in maps: for verification and tests. */
public final class InMemoryPayerStore implements PayerStore {
    private record Id(Address payer, String id) {}

    private record Deposited(Address payer, DepositKey key) {}

    private record Signed(Address payer, Address signer, Bytes32 nonce) {}

    private record Due(long deadlineMs, Address payer, String intentId) implements Comparable<Due> {
        private static final Comparator<Due> ORDER = Comparator.comparingLong(Due::deadlineMs)
                .thenComparing(Due::payer)
                .thenComparing(Due::intentId);

        @Override
        public int compareTo(Due other) {
            return ORDER.compare(this, other);
        }
    }

    private PartitionHead head = PartitionHead.INITIAL;
    private final Map<Address, PayerAccount> accounts = new HashMap<>();
    private final Map<Id, Intent> intents = new HashMap<>();
    private final Map<Deposited, Deposit> deposits = new HashMap<>();
    private final Map<Id, Withdrawal> withdrawals = new HashMap<>();
    private final Map<Signed, NonceUse> nonces = new HashMap<>();
    private final TreeSet<Due> deadlines = new TreeSet<>();

    /** All accounts, in no particular order. */
    public Map<Address, PayerAccount> accounts() {
        return Map.copyOf(accounts);
    }

    /** All intents, in no particular order. */
    public List<Intent> intents() {
        return List.copyOf(intents.values());
    }

    @Override
    public PartitionHead head() {
        return head;
    }

    @Override
    public void put(PartitionHead next) {
        head = next;
    }

    @Override
    public @Nullable PayerAccount account(Address payer) {
        return accounts.get(payer);
    }

    @Override
    public void put(PayerAccount account) {
        accounts.put(account.payer(), account);
    }

    @Override
    public @Nullable Intent intent(Address payer, String intentId) {
        return intents.get(new Id(payer, intentId));
    }

    @Override
    public void put(Intent intent) {
        intents.put(new Id(intent.payer(), intent.intentId()), intent);
    }

    @Override
    public @Nullable Deposit deposit(Address payer, DepositKey key) {
        return deposits.get(new Deposited(payer, key));
    }

    @Override
    public void put(Deposit deposit) {
        deposits.put(new Deposited(deposit.payer(), deposit.key()), deposit);
    }

    @Override
    public @Nullable Withdrawal withdrawal(Address payer, String withdrawalId) {
        return withdrawals.get(new Id(payer, withdrawalId));
    }

    @Override
    public void put(Withdrawal withdrawal) {
        withdrawals.put(new Id(withdrawal.payer(), withdrawal.withdrawalId()), withdrawal);
    }

    @Override
    public @Nullable NonceUse nonce(Address payer, Address signer, Bytes32 nonce) {
        return nonces.get(new Signed(payer, signer, nonce));
    }

    @Override
    public void put(Address payer, Address signer, Bytes32 nonce, NonceUse use) {
        nonces.put(new Signed(payer, signer, nonce), use);
    }

    @Override
    public void putDeadline(Intent intent) {
        deadlines.add(new Due(intent.deadlineMs(), intent.payer(), intent.intentId()));
    }

    @Override
    public void removeDeadline(Intent intent) {
        deadlines.remove(new Due(intent.deadlineMs(), intent.payer(), intent.intentId()));
    }

    @Override
    public List<Intent> due(long clockMs, int limit) {
        List<Intent> due = new ArrayList<>();
        for (Due next : deadlines) {
            if (next.deadlineMs() > clockMs || due.size() == limit) {
                break;
            }
            Intent intent = intents.get(new Id(next.payer(), next.intentId()));
            if (intent == null) {
                throw new CorruptionException("deadline of an intent that does not exist: " + next);
            }
            due.add(intent);
        }
        return due;
    }
}
