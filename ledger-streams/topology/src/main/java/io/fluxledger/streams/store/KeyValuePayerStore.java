package io.fluxledger.streams.store;

import io.fluxledger.codec.StateCodec;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.CorruptionException;
import io.fluxledger.rules.Deposit;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Intent;
import io.fluxledger.rules.NonceUse;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.PayerStore;
import io.fluxledger.rules.Withdrawal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** State of the payers' fold in one Kafka Streams store. */
public final class KeyValuePayerStore implements PayerStore {
    private final KeyValueStore<Bytes, byte[]> store;

    public KeyValuePayerStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public PartitionHead head() {
        byte[] value = store.get(StoreKeys.HEAD);
        return value == null ? PartitionHead.INITIAL : StateCodec.head(value);
    }

    @Override
    public void put(PartitionHead head) {
        store.put(StoreKeys.HEAD, StateCodec.write(head));
    }

    @Override
    public @Nullable PayerAccount account(Address payer) {
        byte[] value = store.get(StoreKeys.account(payer));
        return value == null ? null : StateCodec.payer(value);
    }

    @Override
    public void put(PayerAccount account) {
        store.put(StoreKeys.account(account.payer()), StateCodec.write(account));
    }

    @Override
    public @Nullable Intent intent(Address payer, String intentId) {
        byte[] value = store.get(StoreKeys.intent(payer, intentId));
        return value == null ? null : StateCodec.intent(value);
    }

    @Override
    public void put(Intent intent) {
        store.put(StoreKeys.intent(intent.payer(), intent.intentId()), StateCodec.write(intent));
    }

    @Override
    public @Nullable Deposit deposit(Address payer, DepositKey key) {
        byte[] value = store.get(StoreKeys.deposit(payer, key));
        return value == null ? null : StateCodec.deposit(value);
    }

    @Override
    public void put(Deposit deposit) {
        store.put(StoreKeys.deposit(deposit.payer(), deposit.key()), StateCodec.write(deposit));
    }

    @Override
    public @Nullable Withdrawal withdrawal(Address payer, String withdrawalId) {
        byte[] value = store.get(StoreKeys.transfer(payer, withdrawalId));
        return value == null ? null : StateCodec.withdrawal(value);
    }

    @Override
    public void put(Withdrawal withdrawal) {
        store.put(StoreKeys.transfer(withdrawal.payer(), withdrawal.withdrawalId()), StateCodec.write(withdrawal));
    }

    @Override
    public @Nullable NonceUse nonce(Address payer, Address signer, Bytes32 nonce) {
        byte[] value = store.get(StoreKeys.nonce(payer, signer, nonce));
        return value == null ? null : StateCodec.nonce(value);
    }

    @Override
    public void put(Address payer, Address signer, Bytes32 nonce, NonceUse use) {
        store.put(StoreKeys.nonce(payer, signer, nonce), StateCodec.write(use));
    }

    @Override
    public void putDeadline(Intent intent) {
        // The value is the intent's key, so that a sweep goes straight to the intent.
        store.put(
                StoreKeys.deadline(intent),
                StoreKeys.intent(intent.payer(), intent.intentId()).get());
    }

    @Override
    public void removeDeadline(Intent intent) {
        store.delete(StoreKeys.deadline(intent));
    }

    @Override
    public List<Intent> due(long clockMs, int limit) {
        List<Intent> due = new ArrayList<>();
        byte[] end = StoreKeys.afterDeadline(clockMs).get();
        try (KeyValueIterator<Bytes, byte[]> deadlines =
                store.range(StoreKeys.firstDeadline(), StoreKeys.afterDeadline(clockMs))) {
            while (deadlines.hasNext() && due.size() < limit) {
                KeyValue<Bytes, byte[]> next = deadlines.next();
                if (Arrays.compareUnsigned(next.key.get(), end) >= 0) {
                    break;
                }
                byte[] value = store.get(Bytes.wrap(next.value));
                if (value == null) {
                    throw new CorruptionException("deadline of an intent that does not exist");
                }
                due.add(StateCodec.intent(value));
            }
        }
        return due;
    }
}
