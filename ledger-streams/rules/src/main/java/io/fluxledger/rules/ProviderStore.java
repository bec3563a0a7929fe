package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** State of the providers' fold of one partition. Only {@link ProviderFold} writes. */
public interface ProviderStore {
    PartitionHead head();

    void put(PartitionHead head);

    @Nullable
    ProviderAccount account(Address provider);

    void put(ProviderAccount account);

    /** Every provider, ascending by address. */
    List<ProviderAccount> accounts();

    @Nullable
    Payout payout(Address provider, String payoutId);

    void put(Payout payout);

    @Nullable
    NonceUse nonce(Address provider, Bytes32 nonce);

    void put(Address provider, Bytes32 nonce, NonceUse use);

    /** Last charge taken from that partition of the payers' fold, 0 before the first. */
    long chargesTaken(int sourcePartition);

    void putChargesTaken(int sourcePartition, long sequence);
}
