package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An input of the payers' fold. Amounts are in the unit their names end with, times in Unix milliseconds or seconds. */
public sealed interface PayerInput {
    InputId id();

    /** An input that concerns one payer's account. */
    sealed interface OfPayer extends PayerInput {
        Address payer();
    }

    /** An input that is on every partition. */
    sealed interface Broadcast extends PayerInput {}

    record DepositRequested(
            InputId id,
            Address payer,
            DepositKey deposit,
            long amountMicros,
            long validAfterS,
            long validBeforeS,
            Signature signature)
            implements OfPayer {}

    record CreditsDeposited(
            InputId id, Address payer, DepositKey deposit, long amountMicros, Bytes32 transactionHash, long blockNumber)
            implements OfPayer {}

    record DepositFailed(InputId id, Address payer, DepositKey deposit, String reason) implements OfPayer {}

    record IntentLocked(
            InputId id,
            Address payer,
            String intentId,
            Funding funding,
            PayoutMode payoutMode,
            Address provider,
            long maxAmountNanos,
            long deadlineMs,
            long payoutChainId,
            List<Draw> draws,
            Bytes32 nonce,
            @Nullable EscrowTerms escrow)
            implements OfPayer {}

    record UsageReceipt(
            InputId id,
            Address payer,
            String intentId,
            Address provider,
            long usedNanos,
            long inputTokens,
            long outputTokens,
            long payoutChainId,
            Bytes32 nonce,
            long timestampMs)
            implements OfPayer {}

    record SettlementRequested(
            InputId id,
            Address payer,
            String intentId,
            Address provider,
            RequestedBy requestedBy,
            @Nullable Bytes32 nonce)
            implements OfPayer {}

    record RefundRequested(
            InputId id,
            Address payer,
            String intentId,
            Address provider,
            RefundReason reason,
            RequestedBy requestedBy,
            @Nullable Bytes32 nonce)
            implements OfPayer {}

    record WithdrawalRequested(
            InputId id,
            Address payer,
            String withdrawalId,
            long chainId,
            long amountNanos,
            Address recipient,
            long validBeforeMs,
            Bytes32 nonce)
            implements OfPayer {}

    record WithdrawalConfirmed(
            InputId id,
            Address payer,
            String withdrawalId,
            TransferStatus status,
            long chainId,
            @Nullable Bytes32 transactionHash)
            implements OfPayer {}

    record EscrowConfirmed(
            InputId id,
            Address payer,
            String intentId,
            EscrowStep step,
            long chainId,
            Bytes32 transactionHash,
            long amountMicros,
            long feeMicros)
            implements OfPayer {}

    record EscrowFailed(
            InputId id,
            Address payer,
            String intentId,
            EscrowStep step,
            long chainId,
            String reason,
            @Nullable Bytes32 transactionHash)
            implements OfPayer {}

    record ClockTick(InputId id) implements Broadcast {}

    record ParametersActivated(InputId id, Parameters parameters) implements Broadcast {}
}
