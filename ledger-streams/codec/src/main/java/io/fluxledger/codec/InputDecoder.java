package io.fluxledger.codec;

import static io.fluxledger.codec.AvroTypes.address;
import static io.fluxledger.codec.AvroTypes.draws;
import static io.fluxledger.codec.AvroTypes.escrow;
import static io.fluxledger.codec.AvroTypes.id;
import static io.fluxledger.codec.AvroTypes.nullableAddress;
import static io.fluxledger.codec.AvroTypes.nullableWord;
import static io.fluxledger.codec.AvroTypes.signature;
import static io.fluxledger.codec.AvroTypes.word;

import io.fluxledger.events.ClockTick;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.DepositFailed;
import io.fluxledger.events.DepositRequested;
import io.fluxledger.events.DepositRevoked;
import io.fluxledger.events.DepositSeen;
import io.fluxledger.events.DisputeDecided;
import io.fluxledger.events.DisputeFiled;
import io.fluxledger.events.DisputeRaised;
import io.fluxledger.events.EscrowConfirmed;
import io.fluxledger.events.EscrowFailed;
import io.fluxledger.events.EscrowRevoked;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.HoldPlaced;
import io.fluxledger.events.HoldReleased;
import io.fluxledger.events.InputQuarantined;
import io.fluxledger.events.IntentHeld;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.IntentReleased;
import io.fluxledger.events.ParametersActivated;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutRerouted;
import io.fluxledger.events.ProviderRefundReceived;
import io.fluxledger.events.ProviderRefunded;
import io.fluxledger.events.ProviderRegistered;
import io.fluxledger.events.ProviderTermsSet;
import io.fluxledger.events.RefundChainPreferred;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.SessionGranted;
import io.fluxledger.events.SessionRevoked;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.SuspenseResolved;
import io.fluxledger.events.TransferUnmatched;
import io.fluxledger.events.TreasuryMoveConfirmed;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.events.WindowTick;
import io.fluxledger.events.WithdrawalConfirmed;
import io.fluxledger.events.WithdrawalRequested;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.schemas.IntentIds;
import org.apache.avro.specific.SpecificRecord;

/** From records of the generated classes, whatever schema they were resolved from, to inputs of the folds. */
public final class InputDecoder {
    private InputDecoder() {}

    /**
     * An input of the payers' fold.
     *
     * @throws UnexpectedRecordException when the record is none
     */
    public static PayerInput payer(SpecificRecord event) {
        return switch (event) {
            case IntentLocked e -> intent(e);
            case UsageReceipt e ->
                new PayerInput.UsageReceipt(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        IntentIds.text(e.getIntentId()),
                        address(e.getProvider()),
                        e.getUsedNanos(),
                        e.getInputTokens(),
                        e.getOutputTokens(),
                        e.getPayoutChainId(),
                        word(e.getNonce()),
                        e.getTimestampMs());
            case SettlementRequested e ->
                new PayerInput.SettlementRequested(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        IntentIds.text(e.getIntentId()),
                        address(e.getProvider()),
                        AvroEnums.requestedBy(e.getRequestedBy()),
                        nullableWord(e.getNonce()),
                        e.getRouteCostNanos());
            case IntentHeld e ->
                new PayerInput.IntentHeld(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        IntentIds.text(e.getIntentId()),
                        address(e.getProvider()),
                        e.getReason());
            case IntentReleased e ->
                new PayerInput.IntentReleased(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        IntentIds.text(e.getIntentId()),
                        address(e.getProvider()));
            case RefundChainPreferred e ->
                new PayerInput.RefundChainPreferred(
                        id(e.getInputId()), address(e.getPayer()), e.getChainId(), e.getIssuedAtMs());
            case RefundRequested e ->
                new PayerInput.RefundRequested(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        IntentIds.text(e.getIntentId()),
                        address(e.getProvider()),
                        AvroEnums.refundReason(e.getReason()),
                        AvroEnums.requestedBy(e.getRequestedBy()),
                        nullableWord(e.getNonce()));
            case DepositRequested e ->
                new PayerInput.DepositRequested(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        deposit(e.getChainId(), address(e.getToken()), e.getNonce()),
                        e.getAmountMicros(),
                        e.getValidAfterS(),
                        e.getValidBeforeS(),
                        signature(e.getSignature()));
            case CreditsDeposited e ->
                new PayerInput.CreditsDeposited(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        deposit(e.getChainId(), address(e.getToken()), e.getNonce()),
                        e.getAmountMicros(),
                        word(e.getTransactionHash()),
                        e.getBlockNumber());
            case DepositFailed e ->
                new PayerInput.DepositFailed(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        deposit(e.getChainId(), address(e.getToken()), e.getNonce()),
                        e.getReason());
            case DepositSeen e ->
                new PayerInput.DepositSeen(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        deposit(e.getChainId(), address(e.getToken()), e.getNonce()),
                        e.getAmountMicros(),
                        word(e.getTransactionHash()),
                        e.getBlockNumber());
            case DepositRevoked e ->
                new PayerInput.DepositRevoked(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        deposit(e.getChainId(), address(e.getToken()), e.getNonce()),
                        word(e.getTransactionHash()));
            case TransferUnmatched e ->
                new PayerInput.TransferUnmatched(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        deposit(e.getChainId(), address(e.getToken()), e.getNonce()),
                        e.getAmountMicros(),
                        word(e.getTransactionHash()),
                        e.getBlockNumber());
            case SuspenseResolved e ->
                new PayerInput.SuspenseResolved(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        deposit(e.getChainId(), address(e.getToken()), e.getNonce()),
                        AvroEnums.resolution(e.getResolution()),
                        nullableWord(e.getTransactionHash()));
            case WithdrawalRequested e ->
                new PayerInput.WithdrawalRequested(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        e.getWithdrawalId(),
                        e.getChainId(),
                        e.getAmountNanos(),
                        address(e.getRecipient()),
                        e.getValidBeforeMs(),
                        word(e.getNonce()));
            case WithdrawalConfirmed e ->
                new PayerInput.WithdrawalConfirmed(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        e.getWithdrawalId(),
                        AvroEnums.transfer(e.getStatus()),
                        e.getChainId(),
                        nullableWord(e.getTransactionHash()));
            case EscrowConfirmed e ->
                new PayerInput.EscrowConfirmed(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        e.getIntentId(),
                        AvroEnums.step(e.getStep()),
                        e.getChainId(),
                        word(e.getTransactionHash()),
                        e.getAmountMicros(),
                        e.getFeeMicros());
            case EscrowFailed e ->
                new PayerInput.EscrowFailed(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        e.getIntentId(),
                        AvroEnums.step(e.getStep()),
                        e.getChainId(),
                        e.getReason(),
                        nullableWord(e.getTransactionHash()));
            case EscrowRevoked e ->
                new PayerInput.EscrowRevoked(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        e.getIntentId(),
                        AvroEnums.step(e.getStep()),
                        e.getChainId(),
                        word(e.getTransactionHash()));
            case DisputeRaised e ->
                new PayerInput.DisputeRaised(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        e.getIntentId(),
                        address(e.getProvider()),
                        e.getAmountNanos(),
                        e.getReason(),
                        word(e.getNonce()));
            case ProviderRefundReceived e ->
                new PayerInput.ProviderRefundReceived(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        address(e.getProvider()),
                        e.getIntentId(),
                        draws(e.getDraws()),
                        e.getSourcePartition(),
                        e.getSourceSequence());
            case SessionGranted e ->
                new PayerInput.SessionGranted(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        address(e.getSessionKey()),
                        e.getLimitNanos(),
                        e.getExpiresMs(),
                        e.getChainId(),
                        nullableAddress(e.getProvider()),
                        word(e.getNonce()));
            case SessionRevoked e ->
                new PayerInput.SessionRevoked(
                        id(e.getInputId()),
                        address(e.getPayer()),
                        address(e.getSessionKey()),
                        AvroEnums.revokedBy(e.getRevokedBy()),
                        word(e.getNonce()));
            case ClockTick e -> new PayerInput.ClockTick(id(e.getInputId()));
            case HoldPlaced e -> new PayerInput.HoldPlaced(id(e.getInputId()), e.getChainId(), e.getReason());
            case HoldReleased e -> new PayerInput.HoldReleased(id(e.getInputId()), e.getChainId());
            case InputQuarantined e ->
                new PayerInput.InputQuarantined(id(e.getInputId()), id(e.getQuarantined()), e.getReason());
            case ParametersActivated e -> new PayerInput.ParametersActivated(id(e.getInputId()), parameters(e));
            default -> throw new UnexpectedRecordException(event.getSchema().getFullName(), "payers'");
        };
    }

    private static PayerInput intent(IntentLocked e) {
        return new PayerInput.IntentLocked(
                id(e.getInputId()),
                address(e.getPayer()),
                IntentIds.text(e.getIntentId()),
                AvroEnums.funding(e.getFunding()),
                AvroEnums.payoutMode(e.getPayoutMode()),
                address(e.getProvider()),
                e.getMaxAmountNanos(),
                e.getDeadlineMs(),
                e.getPayoutChainId(),
                draws(e.getDraws()),
                word(e.getNonce()),
                escrow(e.getEscrow()),
                nullableAddress(e.getSessionKey()),
                e.getSettledByGateway());
    }

    private static DepositKey deposit(long chainId, Address token, Hash32 nonce) {
        return new DepositKey(chainId, token, word(nonce));
    }

    private static Parameters parameters(ParametersActivated e) {
        return new Parameters(
                e.getRulesVersion(),
                e.getProviderFeePpm(),
                e.getMonthlyMinimumFeeNanos(),
                e.getMonthlyMinimumVolumeNanos(),
                e.getSweepLimit(),
                e.getRetentionMs(),
                e.getMaxIntentLifeMs());
    }

    /**
     * An input of the providers' fold.
     *
     * @throws UnexpectedRecordException when the record is none
     */
    public static ProviderInput provider(SpecificRecord event) {
        return switch (event) {
            case UsageCharged e ->
                new ProviderInput.UsageCharged(
                        id(e.getInputId()),
                        address(e.getProvider()),
                        address(e.getPayer()),
                        e.getIntentId(),
                        AvroEnums.funding(e.getFunding()),
                        AvroEnums.payoutMode(e.getPayoutMode()),
                        e.getPayoutChainId(),
                        draws(e.getCharges()),
                        e.getEscrowFeeNanos(),
                        e.getInputTokens(),
                        e.getOutputTokens(),
                        e.getSourcePartition(),
                        e.getSourceSequence());
            case ProviderRegistered e ->
                new ProviderInput.ProviderRegistered(
                        id(e.getInputId()),
                        address(e.getProvider()),
                        address(e.getPayoutAddress()),
                        e.getPayoutChainId(),
                        word(e.getNonce()),
                        e.getValidBeforeMs());
            case ProviderTermsSet e ->
                new ProviderInput.ProviderTermsSet(
                        id(e.getInputId()),
                        address(e.getProvider()),
                        new PayoutTerms(
                                e.getAlternativeChainIds(), nullableAddress(e.getPayoutToken()), e.getSlippageBps()),
                        word(e.getNonce()),
                        e.getValidBeforeMs());
            case PayoutRerouted e ->
                new ProviderInput.PayoutRerouted(
                        id(e.getInputId()), address(e.getProvider()), e.getPayoutId(), e.getChainId());
            case TreasuryMoveConfirmed e ->
                new ProviderInput.TreasuryMoveConfirmed(
                        id(e.getInputId()),
                        address(e.getTreasury()),
                        e.getMoveId(),
                        AvroEnums.transfer(e.getStatus()),
                        e.getFromChainId(),
                        e.getToChainId(),
                        e.getSentMicros(),
                        e.getFeeMicros(),
                        nullableWord(e.getTransactionHash()));
            case PayoutInstructed e ->
                new ProviderInput.PayoutInstructed(
                        id(e.getInputId()),
                        address(e.getProvider()),
                        e.getPayoutId(),
                        e.getBatchId(),
                        e.getWindowEndMs(),
                        e.getChainId(),
                        e.getAmountMicros(),
                        address(e.getRecipient()));
            case PayoutConfirmed e ->
                new ProviderInput.PayoutConfirmed(
                        id(e.getInputId()),
                        address(e.getProvider()),
                        e.getPayoutId(),
                        AvroEnums.transfer(e.getStatus()),
                        e.getChainId(),
                        nullableWord(e.getTransactionHash()));
            case DisputeFiled e ->
                new ProviderInput.DisputeFiled(
                        id(e.getInputId()),
                        address(e.getProvider()),
                        address(e.getPayer()),
                        e.getIntentId(),
                        e.getAmountNanos(),
                        e.getReason(),
                        e.getSourcePartition(),
                        e.getSourceSequence());
            case DisputeDecided e ->
                new ProviderInput.DisputeDecided(
                        id(e.getInputId()),
                        address(e.getProvider()),
                        address(e.getPayer()),
                        e.getIntentId(),
                        e.getSourcePartition(),
                        e.getSourceSequence(),
                        e.getUpheldNanos(),
                        AvroEnums.requestedBy(e.getDecidedBy()));
            case ProviderRefunded e ->
                new ProviderInput.ProviderRefunded(
                        id(e.getInputId()),
                        address(e.getProvider()),
                        address(e.getPayer()),
                        e.getIntentId(),
                        e.getAmountNanos(),
                        word(e.getNonce()));
            case InputQuarantined e ->
                new ProviderInput.InputQuarantined(id(e.getInputId()), id(e.getQuarantined()), e.getReason());
            case WindowTick e -> new ProviderInput.WindowTick(id(e.getInputId()), e.getWindowEndMs());
            case ClockTick e -> new ProviderInput.ClockTick(id(e.getInputId()));
            case ParametersActivated e -> new ProviderInput.ParametersActivated(id(e.getInputId()), parameters(e));
            default -> throw new UnexpectedRecordException(event.getSchema().getFullName(), "providers'");
        };
    }
}
