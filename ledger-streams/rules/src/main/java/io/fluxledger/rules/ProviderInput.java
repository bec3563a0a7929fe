package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An input of the providers' fold. */
public sealed interface ProviderInput {
    InputId id();

    /** An input that concerns one provider's account. */
    sealed interface OfProvider extends ProviderInput {
        Address provider();
    }

    /** An input that is on every partition. */
    sealed interface Broadcast extends ProviderInput {}

    /** A settled intent, issued by the payers' fold. */
    record UsageCharged(
            InputId id,
            Address provider,
            Address payer,
            String intentId,
            Funding funding,
            PayoutMode payoutMode,
            long payoutChainId,
            List<Draw> charges,
            long escrowFeeNanos,
            long inputTokens,
            long outputTokens,
            int sourcePartition,
            long sourceSequence)
            implements OfProvider {}

    record ProviderRegistered(
            InputId id, Address provider, Address payoutAddress, long payoutChainId, Bytes32 nonce, long validBeforeMs)
            implements OfProvider {}

    record PayoutInstructed(
            InputId id,
            Address provider,
            String payoutId,
            String batchId,
            long windowEndMs,
            long chainId,
            long amountMicros,
            Address recipient)
            implements OfProvider {}

    record PayoutConfirmed(
            InputId id,
            Address provider,
            String payoutId,
            TransferStatus status,
            long chainId,
            @Nullable Bytes32 transactionHash)
            implements OfProvider {}

    /** A payer's dispute of a settled intent, issued by the payers' fold. */
    record DisputeFiled(
            InputId id,
            Address provider,
            Address payer,
            String intentId,
            long amountNanos,
            String reason,
            int sourcePartition,
            long sourceSequence)
            implements OfProvider {}

    /**
     * @param sourcePartition with sourceSequence: the DisputeFiled that is decided
     * @param upheldNanos what the payer gets back, nano-USDC; 0 when the dispute is dismissed
     */
    record DisputeDecided(
            InputId id,
            Address provider,
            Address payer,
            String intentId,
            int sourcePartition,
            long sourceSequence,
            long upheldNanos,
            RequestedBy decidedBy)
            implements OfProvider {}

    /** The provider gives a payer something back of its own accord. */
    record ProviderRefunded(
            InputId id, Address provider, Address payer, String intentId, long amountNanos, Bytes32 nonce)
            implements OfProvider {}

    /** How the provider's payouts may be made; it signs this. */
    record ProviderTermsSet(InputId id, Address provider, PayoutTerms terms, Bytes32 nonce, long validBeforeMs)
            implements OfProvider {}

    /** The payout is made on another chain: its own has no route, or costs too much. */
    record PayoutRerouted(InputId id, Address provider, String payoutId, long chainId) implements OfProvider {}

    /**
     * A way of money from one chain's treasury to another's.
     *
     * @param provider the treasury that sends: its address stands where a provider's does
     * @param status SUBMITTED left the source, FINAL arrived, RETURNED given back by the bridge, REVOKED the last step was
     *     taken back by a reorganisation
     */
    record TreasuryMoveConfirmed(
            InputId id,
            Address provider,
            String moveId,
            TransferStatus status,
            long fromChainId,
            long toChainId,
            long sentMicros,
            long feeMicros,
            @Nullable Bytes32 transactionHash)
            implements OfProvider {}

    record WindowTick(InputId id, long windowEndMs) implements Broadcast {}

    record ClockTick(InputId id) implements Broadcast {}

    record ParametersActivated(InputId id, Parameters parameters) implements Broadcast {}

    /** The named input of this partition may be set aside when its decision breaks an invariant. */
    record InputQuarantined(InputId id, InputId quarantined, String reason) implements Broadcast {}
}
