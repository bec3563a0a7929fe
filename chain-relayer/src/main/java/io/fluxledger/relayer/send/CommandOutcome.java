package io.fluxledger.relayer.send;

import io.fluxledger.events.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * How a command ended.
 *
 * @param succeeded final on chain; otherwise it has certainly had no effect and never will
 * @param moot it failed because the command that it depends on did, so nobody waits for it
 * @param transactionHash null when nothing was mined
 * @param reason why it failed; null when it succeeded
 */
public record CommandOutcome(
        boolean succeeded,
        boolean moot,
        @Nullable Hash32 transactionHash,
        long blockNumber,
        long gasUsed,
        long amountMicros,
        long feeMicros,
        @Nullable String reason) {}
