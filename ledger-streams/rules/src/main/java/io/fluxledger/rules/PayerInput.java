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

    /** The deposit is mined and not final yet. */
    record DepositSeen(
            InputId id, Address payer, DepositKey deposit, long amountMicros, Bytes32 transactionHash, long blockNumber)
            implements OfPayer {}

    /** A reorganisation took back what was seen or credited. */
    record DepositRevoked(InputId id, Address payer, DepositKey deposit, Bytes32 transactionHash) implements OfPayer {}

    /** A transfer to the treasury that belongs to no deposit; the key's nonce is a hash of its place on chain. */
    record TransferUnmatched(
            InputId id, Address payer, DepositKey deposit, long amountMicros, Bytes32 transactionHash, long blockNumber)
            implements OfPayer {}

    /** @param transactionHash of the transfer back, for RETURN */
    record SuspenseResolved(
            InputId id,
            Address payer,
            DepositKey deposit,
            SuspenseResolution resolution,
            @Nullable Bytes32 transactionHash)
            implements OfPayer {}

    /**
     * @param sessionKey that signed in the payer's name; null when the payer did
     * @param settledByGateway whether only the gateway that carries the call settles it
     */
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
            @Nullable EscrowTerms escrow,
            @Nullable Address sessionKey,
            boolean settledByGateway)
            implements OfPayer {
        /** As the payer signs it. */
        public IntentLocked(
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
                @Nullable EscrowTerms escrow) {
            this(
                    id,
                    payer,
                    intentId,
                    funding,
                    payoutMode,
                    provider,
                    maxAmountNanos,
                    deadlineMs,
                    payoutChainId,
                    draws,
                    nonce,
                    escrow,
                    null,
                    false);
        }
    }

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

    /** @param routeCostNanos what the way to the provider's chain costs the payer */
    record SettlementRequested(
            InputId id,
            Address payer,
            String intentId,
            Address provider,
            RequestedBy requestedBy,
            @Nullable Bytes32 nonce,
            long routeCostNanos)
            implements OfPayer {
        /** With nothing to pay for the way. */
        public SettlementRequested(
                InputId id,
                Address payer,
                String intentId,
                Address provider,
                RequestedBy requestedBy,
                @Nullable Bytes32 nonce) {
            this(id, payer, intentId, provider, requestedBy, nonce, 0);
        }
    }

    /** The deadline of that intent stands still until it is settled, refunded or released. */
    record IntentHeld(InputId id, Address payer, String intentId, Address provider, String reason) implements OfPayer {}

    record IntentReleased(InputId id, Address payer, String intentId, Address provider) implements OfPayer {}

    /** @param chainId that what intents give back goes to; 0 for where it was drawn */
    record RefundChainPreferred(InputId id, Address payer, long chainId, long issuedAtMs) implements OfPayer {}

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

    /** A reorganisation took back a confirmed step. */
    record EscrowRevoked(
            InputId id, Address payer, String intentId, EscrowStep step, long chainId, Bytes32 transactionHash)
            implements OfPayer {}

    /** The payer disputes what a settled intent was charged. */
    record DisputeRaised(
            InputId id,
            Address payer,
            String intentId,
            Address provider,
            long amountNanos,
            String reason,
            Bytes32 nonce)
            implements OfPayer {}

    /** What a provider gives back, relayed from its fold's committed lines. */
    record ProviderRefundReceived(
            InputId id,
            Address payer,
            Address provider,
            String intentId,
            List<Draw> draws,
            int sourcePartition,
            long sourceSequence)
            implements OfPayer {}

    /**
     * The payer lets a session key sign locks.
     *
     * @param chainId credits of this chain alone; 0 for every chain
     * @param provider the only one that may be paid; null for every provider
     */
    record SessionGranted(
            InputId id,
            Address payer,
            Address sessionKey,
            long limitNanos,
            long expiresMs,
            long chainId,
            @Nullable Address provider,
            Bytes32 nonce)
            implements OfPayer {}

    record SessionRevoked(InputId id, Address payer, Address sessionKey, RevokedBy revokedBy, Bytes32 nonce)
            implements OfPayer {}

    record ClockTick(InputId id) implements Broadcast {}

    /** No route leads to that chain: deadlines of the intents that need one stand still. */
    record HoldPlaced(InputId id, long chainId, String reason) implements Broadcast {}

    record HoldReleased(InputId id, long chainId) implements Broadcast {}

    /** The named input of this partition may be set aside when its decision breaks an invariant. */
    record InputQuarantined(InputId id, InputId quarantined, String reason) implements Broadcast {}

    record ParametersActivated(InputId id, Parameters parameters) implements Broadcast {}
}
