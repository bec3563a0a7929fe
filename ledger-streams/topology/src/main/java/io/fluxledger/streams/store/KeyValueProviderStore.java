package io.fluxledger.streams.store;

import io.fluxledger.codec.StateCodec;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.NonceUse;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.Payout;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ProviderStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** State of the providers' fold in one Kafka Streams store. */
public final class KeyValueProviderStore implements ProviderStore {
    private final KeyValueStore<Bytes, byte[]> store;

    public KeyValueProviderStore(KeyValueStore<Bytes, byte[]> store) {
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
    public @Nullable ProviderAccount account(Address provider) {
        byte[] value = store.get(StoreKeys.account(provider));
        return value == null ? null : StateCodec.provider(value);
    }

    @Override
    public void put(ProviderAccount account) {
        store.put(StoreKeys.account(account.provider()), StateCodec.write(account));
    }

    @Override
    public List<ProviderAccount> accounts() {
        List<ProviderAccount> accounts = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.range(StoreKeys.firstAccount(), StoreKeys.afterAccounts())) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> next = all.next();
                if (next.key.get()[0] == 'a') {
                    accounts.add(StateCodec.provider(next.value));
                }
            }
        }
        return accounts;
    }

    @Override
    public @Nullable Payout payout(Address provider, String payoutId) {
        byte[] value = store.get(StoreKeys.transfer(provider, payoutId));
        return value == null ? null : StateCodec.payout(value);
    }

    @Override
    public void put(Payout payout) {
        store.put(StoreKeys.transfer(payout.provider(), payout.payoutId()), StateCodec.write(payout));
    }

    @Override
    public @Nullable NonceUse nonce(Address provider, Bytes32 nonce) {
        byte[] value = store.get(StoreKeys.nonce(provider, provider, nonce));
        return value == null ? null : StateCodec.nonce(value);
    }

    @Override
    public void put(Address provider, Bytes32 nonce, NonceUse use) {
        store.put(StoreKeys.nonce(provider, provider, nonce), StateCodec.write(use));
    }

    @Override
    public long chargesTaken(int sourcePartition) {
        byte[] value = store.get(StoreKeys.chargesFrom(sourcePartition));
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    @Override
    public void putChargesTaken(int sourcePartition, long sequence) {
        store.put(
                StoreKeys.chargesFrom(sourcePartition),
                ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
    }
}
