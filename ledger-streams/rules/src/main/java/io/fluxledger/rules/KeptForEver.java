package io.fluxledger.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What payers' state never forgets: deposits, withdrawals, disputes, and what was taken from the other fold. */
final class KeptForEver {
    private record Id(Address payer, String id) {}

    private record Settled(Address payer, long line) {}

    private record Deposited(Address payer, DepositKey key) {}

    private final Map<Deposited, Deposit> deposits = new HashMap<>();
    private final Map<Id, Withdrawal> withdrawals = new HashMap<>();
    private final Map<Settled, Dispute> disputes = new HashMap<>();
    private final Set<Long> nonces = new HashSet<>();
    private final Map<Integer, Long> refundsTaken = new TreeMap<>();

    private final Set<Deposited> changedDeposits = new LinkedHashSet<>();
    private final Set<Id> changedWithdrawals = new LinkedHashSet<>();
    private final Set<Settled> changedDisputes = new LinkedHashSet<>();
    private final Set<Integer> changedRefunds = new LinkedHashSet<>();

    @Nullable
    Deposit deposit(Address payer, DepositKey key) {
        return deposits.get(new Deposited(payer, key));
    }

    void deposits(Address payer, Consumer<Deposit> each) {
        deposits.values().stream()
                .filter(deposit -> deposit.payer().equals(payer))
                .forEach(each);
    }

    @Nullable
    Withdrawal withdrawal(Address payer, String withdrawalId) {
        return withdrawals.get(new Id(payer, withdrawalId));
    }

    @Nullable
    Dispute dispute(Address payer, long settled) {
        return disputes.get(new Settled(payer, settled));
    }

    long refundsTaken(int sourcePartition) {
        return refundsTaken.getOrDefault(sourcePartition, 0L);
    }

    /** Whether a withdrawal or a dispute has the nonce. */
    boolean isNonceUsed(long nonceKey) {
        return !nonces.isEmpty() && nonces.contains(nonceKey);
    }

    void put(Deposit deposit) {
        restore(deposit);
        changedDeposits.add(new Deposited(deposit.payer(), deposit.key()));
    }

    void put(Withdrawal withdrawal) {
        restore(withdrawal);
        changedWithdrawals.add(new Id(withdrawal.payer(), withdrawal.withdrawalId()));
    }

    void put(Dispute dispute) {
        restore(dispute);
        changedDisputes.add(new Settled(dispute.payer(), dispute.settled()));
    }

    void putRefundsTaken(int sourcePartition, long sequence) {
        restoreRefundsTaken(sourcePartition, sequence);
        changedRefunds.add(sourcePartition);
    }

    /** As {@link #put(Deposit)}, but nothing counts as changed; so with all that is restored. */
    void restore(Deposit deposit) {
        deposits.put(new Deposited(deposit.payer(), deposit.key()), deposit);
    }

    void restore(Withdrawal withdrawal) {
        withdrawals.put(new Id(withdrawal.payer(), withdrawal.withdrawalId()), withdrawal);
        nonces.add(withdrawal.nonceKey());
    }

    void restore(Dispute dispute) {
        disputes.put(new Settled(dispute.payer(), dispute.settled()), dispute);
        nonces.add(dispute.nonceKey());
    }

    void restoreRefundsTaken(int sourcePartition, long sequence) {
        refundsTaken.put(sourcePartition, sequence);
    }

    /** Hands over what has changed since the last call. */
    void drain(PayerState.Changes to) {
        changedDeposits.forEach(key -> to.deposit(changed(deposits.get(key))));
        changedDeposits.clear();
        changedWithdrawals.forEach(key -> to.withdrawal(changed(withdrawals.get(key))));
        changedWithdrawals.clear();
        changedDisputes.forEach(key -> to.dispute(changed(disputes.get(key))));
        changedDisputes.clear();
        changedRefunds.forEach(source -> to.refundsTaken(source, refundsTaken(source)));
        changedRefunds.clear();
    }

    private static <T> T changed(@Nullable T found) {
        if (found == null) {
            throw new CorruptionException("state changed and then was not there");
        }
        return found;
    }

    void all(PayerState.Changes to) {
        deposits.values().forEach(to::deposit);
        withdrawals.values().forEach(to::withdrawal);
        disputes.values().forEach(to::dispute);
        refundsTaken.forEach(to::refundsTaken);
    }
}
