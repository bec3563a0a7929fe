package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that happened. State is changed by entries only; what the outside has to do is read from them. */
public sealed interface LedgerEntry {
    record DepositOpened(
            DepositKey deposit, long amountMicros, long validAfterS, long validBeforeS, Signature signature)
            implements LedgerEntry {}

    record DepositCredited(DepositKey deposit, long amountNanos, Bytes32 transactionHash) implements LedgerEntry {}

    record DepositClosed(DepositKey deposit, String reason) implements LedgerEntry {}

    record IntentOpened(
            String intentId,
            IntentStatus status,
            Funding funding,
            PayoutMode payoutMode,
            Address provider,
            long maxAmountNanos,
            long deadlineMs,
            long payoutChainId,
            List<Draw> draws,
            Bytes32 nonce,
            Bytes32 contentHash,
            @Nullable EscrowTerms escrow)
            implements LedgerEntry {}

    record EscrowLocked(String intentId, long chainId, long amountMicros, Bytes32 transactionHash)
            implements LedgerEntry {}

    record ReceiptRecorded(
            String intentId,
            Address provider,
            long usedNanos,
            long totalUsedNanos,
            long inputTokens,
            long outputTokens,
            Bytes32 nonce,
            Bytes32 contentHash)
            implements LedgerEntry {}

    /** @param chargeSequence position of the UsageCharged that goes with it, 0 if there is none */
    record IntentClosed(
            String intentId,
            IntentStatus status,
            Funding funding,
            PayoutMode payoutMode,
            Address provider,
            long payoutChainId,
            List<Draw> captures,
            List<Draw> refunds,
            long inputTokens,
            long outputTokens,
            @Nullable String reason,
            long chargeSequence,
            @Nullable Bytes32 nonce)
            implements LedgerEntry {}

    /** @param chargeSequence position of the UsageCharged that goes with it, 0 if there is none */
    record EscrowStepRecorded(
            String intentId,
            EscrowStep step,
            TransferStatus status,
            long chainId,
            long amountMicros,
            long feeMicros,
            @Nullable Bytes32 transactionHash,
            long chargeSequence)
            implements LedgerEntry {}

    record WithdrawalOpened(
            String withdrawalId, long chainId, long amountNanos, Address recipient, Bytes32 nonce, Bytes32 contentHash)
            implements LedgerEntry {}

    record WithdrawalClosed(
            String withdrawalId,
            TransferStatus status,
            long chainId,
            long amountNanos,
            @Nullable Bytes32 transactionHash)
            implements LedgerEntry {}

    record ParametersSet(Parameters parameters) implements LedgerEntry {}

    record ChargeTaken(
            Address payer,
            String intentId,
            Funding funding,
            PayoutMode payoutMode,
            long payoutChainId,
            long grossNanos,
            long feeNanos,
            long netNanos,
            long inputTokens,
            long outputTokens,
            int sourcePartition,
            long sourceSequence)
            implements LedgerEntry {}

    record WindowClosed(long windowEndMs, Usage usage, List<Draw> payable, Address payoutAddress, long payoutChainId)
            implements LedgerEntry {}

    record PartitionWindowClosed(long windowEndMs, int providers) implements LedgerEntry {}

    record PayoutOpened(
            String payoutId,
            String batchId,
            long windowEndMs,
            long chainId,
            long amountMicros,
            List<Draw> sources,
            Address recipient)
            implements LedgerEntry {}

    record PayoutClosed(
            String payoutId,
            String batchId,
            TransferStatus status,
            long chainId,
            long amountMicros,
            List<Draw> sources,
            @Nullable Bytes32 transactionHash)
            implements LedgerEntry {}

    record ProviderUpdated(Address payoutAddress, long payoutChainId, Bytes32 nonce) implements LedgerEntry {}
}
