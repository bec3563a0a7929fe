package io.fluxledger.settlement.track;

import io.fluxledger.events.Hash32;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.UsageChecked;
import io.fluxledger.settlement.plan.PayoutState;
import org.jspecify.annotations.Nullable;

/**
 * A payout of a batch as the topics tell it.
 *
 * @param provider 0x-address in lower case
 * @param chainId EIP-155 chain; as it was instructed, before that as the provider wishes now
 * @param recipient wallet that is paid, 0x-address in lower case; likewise
 * @param plannedMicros what the batch planned, micro-USDC
 * @param amountMicros what is paid, micro-USDC: less where an operator said so
 * @param listed its instruction on the payouts topic; null before it stands there
 * @param check what the provider's own figures were, where it was asked
 * @param reason why the ledger rejected the instruction, or why no chain can pay it
 * @param transactionHash transaction of a final payout, where there is one
 */
public record PayoutView(
        String payoutId,
        String batchId,
        String provider,
        long windowEndMs,
        long chainId,
        String recipient,
        long plannedMicros,
        long amountMicros,
        PayoutState state,
        @Nullable PayoutInstructed listed,
        @Nullable UsageChecked check,
        @Nullable String reason,
        @Nullable Hash32 transactionHash) {}
