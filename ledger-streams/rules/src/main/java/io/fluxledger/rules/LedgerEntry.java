package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that happened. State is changed by entries only; what the outside has to do is read from them. */
public sealed interface LedgerEntry {
    record DepositOpened(
            DepositKey deposit, long amountMicros, long validAfterS, long validBeforeS, Signature signature)
            implements LedgerEntry {}

    record DepositMined(DepositKey deposit, long amountMicros, Bytes32 transactionHash) implements LedgerEntry {}

    record DepositCredited(DepositKey deposit, long amountNanos, Bytes32 transactionHash) implements LedgerEntry {}

    record DepositClosed(DepositKey deposit, String reason) implements LedgerEntry {}

    /** @param amountNanos what is taken from the payer or from suspense again, 0 if it was not credited yet */
    record DepositTakenBack(DepositKey deposit, long amountNanos, Bytes32 transactionHash) implements LedgerEntry {}

    record TransferSuspended(DepositKey deposit, long amountNanos, Bytes32 transactionHash) implements LedgerEntry {}

    record SuspenseClosed(
            DepositKey deposit,
            SuspenseResolution resolution,
            long amountNanos,
            @Nullable Bytes32 transactionHash) implements LedgerEntry {}

    /**
     * @param heldBeforeMs how long the payout chain had been held until then
     * @param sessionKey session whose limit it counts against; null when the payer signed
     * @param settledByGateway whether only the gateway that carries the call settles it
     */
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
            long heldBeforeMs,
            @Nullable EscrowTerms escrow,
            @Nullable Address sessionKey,
            boolean settledByGateway)
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
            long timestampMs)
            implements LedgerEntry {}

    /**
     * @param chargeSequence position of the UsageCharged that goes with it, 0 if there is none
     * @param forgetAtMs clock from which the intent is forgotten
     * @param routeCosts what the way to the provider's chain cost the payer, by chain
     */
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
            @Nullable Bytes32 nonce,
            long forgetAtMs,
            List<Draw> routeCosts)
            implements LedgerEntry {}

    /** @param pausedMs how long its own holds have lasted so far, without one that stands */
    record IntentHoldChanged(String intentId, boolean held, long pausedMs, String reason) implements LedgerEntry {}

    /** @param chainId that what intents give back goes to; 0 for where it was drawn */
    record RefundChainSet(long chainId, long issuedAtMs) implements LedgerEntry {}

    /**
     * @param status FINAL, RETURNED when the step failed for good, or REVOKED when a reorganisation took it back
     * @param chargeSequence position of the UsageCharged that goes with it, 0 if there is none
     */
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
            String withdrawalId, long chainId, long amountNanos, Address recipient, long validBeforeMs, Bytes32 nonce)
            implements LedgerEntry {}

    /** @param status SUBMITTED, or REVOKED when what was final is on its way again */
    record WithdrawalAdvanced(
            String withdrawalId,
            TransferStatus status,
            long chainId,
            long amountNanos,
            @Nullable Bytes32 transactionHash)
            implements LedgerEntry {}

    record WithdrawalClosed(
            String withdrawalId,
            TransferStatus status,
            long chainId,
            long amountNanos,
            @Nullable Bytes32 transactionHash)
            implements LedgerEntry {}

    /**
     * @param settled partition sequence of the line that settled the intent
     * @param chargeSequence position of the DisputeFiled that goes with it
     */
    record DisputeOpened(
            String intentId,
            Address provider,
            long amountNanos,
            String reason,
            Bytes32 nonce,
            long settled,
            long chargeSequence)
            implements LedgerEntry {}

    record RefundCredited(Address provider, String intentId, List<Draw> draws, int sourcePartition, long sourceSequence)
            implements LedgerEntry {}

    /** @param forgetAtMs clock from which the session is forgotten, unless an intent of it is still open */
    record SessionOpened(
            Address sessionKey,
            long limitNanos,
            long expiresMs,
            long chainId,
            @Nullable Address provider,
            Bytes32 nonce,
            long forgetAtMs)
            implements LedgerEntry {}

    record SessionClosed(Address sessionKey, RevokedBy revokedBy, Bytes32 nonce) implements LedgerEntry {}

    /** @param heldMs how long the chain has been held so far */
    record HoldChanged(long chainId, boolean held, long heldMs, String reason) implements LedgerEntry {}

    record ParametersSet(Parameters parameters) implements LedgerEntry {}

    record InputSetAside(InputId quarantined, String reason) implements LedgerEntry {}

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

    /**
     * @param minimumFeeNanos what the month's minimum fee took on top; 0 unless a month ended
     * @param payable after that
     */
    record WindowClosed(
            long windowEndMs,
            Usage usage,
            List<Draw> payable,
            Address payoutAddress,
            long payoutChainId,
            long minimumFeeNanos)
            implements LedgerEntry {}

    record PartitionWindowClosed(long windowEndMs, int providers) implements LedgerEntry {}

    record PayoutOpened(
            String payoutId,
            String batchId,
            long windowEndMs,
            long chainId,
            long amountMicros,
            List<Draw> sources,
            Address recipient,
            PayoutTerms terms)
            implements LedgerEntry {}

    record PayoutMoved(String payoutId, String batchId, long fromChainId, long toChainId) implements LedgerEntry {}

    /** @param status SUBMITTED, or REVOKED when what was final is on its way again */
    record PayoutAdvanced(
            String payoutId,
            String batchId,
            TransferStatus status,
            long chainId,
            long amountMicros,
            @Nullable Bytes32 transactionHash)
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

    record ProviderTermsUpdated(PayoutTerms terms, Bytes32 nonce) implements LedgerEntry {}

    /** @param status SUBMITTED, FINAL, RETURNED, or REVOKED when the last of these was taken back */
    record TreasuryMoved(
            String moveId,
            TransferStatus status,
            long fromChainId,
            long toChainId,
            long sentMicros,
            long feeMicros,
            @Nullable Bytes32 transactionHash)
            implements LedgerEntry {}

    /** @param reserved what was set aside of what was payable */
    record DisputeTaken(
            Address payer,
            String intentId,
            long amountNanos,
            List<Draw> reserved,
            int sourcePartition,
            long sourceSequence)
            implements LedgerEntry {}

    /**
     * @param sourcePartition with sourceSequence: the dispute that is closed
     * @param draws what the payer gets back, by chain
     * @param refundSequence position of the refund in this partition, 0 if there is none
     */
    record DisputeClosed(
            Address payer,
            String intentId,
            int sourcePartition,
            long sourceSequence,
            long upheldNanos,
            RequestedBy decidedBy,
            List<Draw> draws,
            long refundSequence)
            implements LedgerEntry {}

    /** @param refundSequence position of the refund in this partition */
    record RefundIssued(Address payer, String intentId, List<Draw> draws, Bytes32 nonce, long refundSequence)
            implements LedgerEntry {}
}
