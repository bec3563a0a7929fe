package io.fluxledger.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** State in maps: for verification and tests. */
public final class InMemoryProviderStore implements ProviderStore {
    private record Id(Address provider, String payoutId) {}

    private record Signed(Address provider, Bytes32 nonce) {}

    private PartitionHead head = PartitionHead.INITIAL;
    private final TreeMap<Address, ProviderAccount> accounts = new TreeMap<>();
    private final Map<Id, Payout> payouts = new HashMap<>();
    private final Map<Signed, NonceUse> nonces = new HashMap<>();
    private final Map<Integer, Long> charges = new HashMap<>();

    @Override
    public PartitionHead head() {
        return head;
    }

    @Override
    public void put(PartitionHead next) {
        head = next;
    }

    @Override
    public @Nullable ProviderAccount account(Address provider) {
        return accounts.get(provider);
    }

    @Override
    public void put(ProviderAccount account) {
        accounts.put(account.provider(), account);
    }

    @Override
    public List<ProviderAccount> accounts() {
        return List.copyOf(accounts.values());
    }

    @Override
    public @Nullable Payout payout(Address provider, String payoutId) {
        return payouts.get(new Id(provider, payoutId));
    }

    @Override
    public void put(Payout payout) {
        payouts.put(new Id(payout.provider(), payout.payoutId()), payout);
    }

    @Override
    public @Nullable NonceUse nonce(Address provider, Bytes32 nonce) {
        return nonces.get(new Signed(provider, nonce));
    }

    @Override
    public void put(Address provider, Bytes32 nonce, NonceUse use) {
        nonces.put(new Signed(provider, nonce), use);
    }

    @Override
    public long chargesTaken(int sourcePartition) {
        return charges.getOrDefault(sourcePartition, 0L);
    }

    @Override
    public void putChargesTaken(int sourcePartition, long sequence) {
        charges.put(sourcePartition, sequence);
    }
}
