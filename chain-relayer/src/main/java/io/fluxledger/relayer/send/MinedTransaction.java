package io.fluxledger.relayer.send;

import io.fluxledger.events.Hash32;

/**
 * A transaction in the chain.
 *
 * @param succeeded true when it did what the command says
 * @param amountMicros what its logs say was moved, micro-USDC
 * @param feeMicros what its logs say was taken as fee, micro-USDC
 * @param reason why it did not succeed; empty when it did
 * @param byReceipt whether its receipt was read; its logs alone say that it succeeded, and not what gas it used
 */
public record MinedTransaction(
        Hash32 hash,
        long blockNumber,
        Hash32 blockHash,
        boolean succeeded,
        long gasUsed,
        long amountMicros,
        long feeMicros,
        String reason,
        boolean byReceipt) {}
