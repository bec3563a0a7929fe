package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * State of the payers' fold of one partition. Account heads, intents and nonces are separate so that a hot account
 * rewrites little. Only {@link PayerFold} writes.
 */
public interface PayerStore {
    PartitionHead head();

    void put(PartitionHead head);

    @Nullable
    PayerAccount account(Address payer);

    void put(PayerAccount account);

    @Nullable
    Intent intent(Address payer, String intentId);

    void put(Intent intent);

    @Nullable
    Deposit deposit(Address payer, DepositKey key);

    void put(Deposit deposit);

    @Nullable
    Withdrawal withdrawal(Address payer, String withdrawalId);

    void put(Withdrawal withdrawal);

    @Nullable
    NonceUse nonce(Address payer, Address signer, Bytes32 nonce);

    void put(Address payer, Address signer, Bytes32 nonce, NonceUse use);

    /** Notes that the intent has to be looked at when the clock reaches its deadline. */
    void putDeadline(Intent intent);

    void removeDeadline(Intent intent);

    /** Open intents whose deadline the clock has reached, earliest first, then by payer and id. */
    List<Intent> due(long clockMs, int limit);
}
