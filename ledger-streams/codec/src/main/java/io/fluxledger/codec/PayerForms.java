package io.fluxledger.codec;

import static io.fluxledger.codec.Fields.address;
import static io.fluxledger.codec.Fields.deposit;
import static io.fluxledger.codec.Fields.draws;
import static io.fluxledger.codec.Fields.id;
import static io.fluxledger.codec.Fields.intentId;
import static io.fluxledger.codec.Fields.optionalAddress;
import static io.fluxledger.codec.Fields.optionalWord;
import static io.fluxledger.codec.Fields.parameters;
import static io.fluxledger.codec.Fields.signature;
import static io.fluxledger.codec.Fields.step;
import static io.fluxledger.codec.Fields.word;

import io.fluxledger.codec.InputReader.Form;
import io.fluxledger.events.ClockTick;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.DepositFailed;
import io.fluxledger.events.DepositRequested;
import io.fluxledger.events.DepositRevoked;
import io.fluxledger.events.DepositSeen;
import io.fluxledger.events.DisputeRaised;
import io.fluxledger.events.EscrowConfirmed;
import io.fluxledger.events.EscrowFailed;
import io.fluxledger.events.EscrowRevoked;
import io.fluxledger.events.HoldPlaced;
import io.fluxledger.events.HoldReleased;
import io.fluxledger.events.InputQuarantined;
import io.fluxledger.events.IntentHeld;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.IntentReleased;
import io.fluxledger.events.ParametersActivated;
import io.fluxledger.events.ProviderRefundReceived;
import io.fluxledger.events.RefundChainPreferred;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.SessionGranted;
import io.fluxledger.events.SessionRevoked;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.SuspenseResolved;
import io.fluxledger.events.TransferUnmatched;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.events.WithdrawalConfirmed;
import io.fluxledger.events.WithdrawalRequested;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowStep;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.RequestedBy;
import io.fluxledger.schemas.BoundedDecoder;
import java.util.List;
import java.util.Map;

/** Record types of the payers' fold. */
final class PayerForms {
    static final Map<String, Form<PayerInput>> BY_NAME = Map.ofEntries(
            Map.entry(IntentLocked.getClassSchema().getFullName(), PayerForms::intentLocked),
            Map.entry(UsageReceipt.getClassSchema().getFullName(), PayerForms::usageReceipt),
            Map.entry(SettlementRequested.getClassSchema().getFullName(), PayerForms::settlementRequested),
            Map.entry(RefundRequested.getClassSchema().getFullName(), PayerForms::refundRequested),
            Map.entry(DepositRequested.getClassSchema().getFullName(), PayerForms::depositRequested),
            Map.entry(CreditsDeposited.getClassSchema().getFullName(), PayerForms::creditsDeposited),
            Map.entry(DepositFailed.getClassSchema().getFullName(), PayerForms::depositFailed),
            Map.entry(DepositSeen.getClassSchema().getFullName(), PayerForms::depositSeen),
            Map.entry(DepositRevoked.getClassSchema().getFullName(), PayerForms::depositRevoked),
            Map.entry(TransferUnmatched.getClassSchema().getFullName(), PayerForms::transferUnmatched),
            Map.entry(SuspenseResolved.getClassSchema().getFullName(), PayerForms::suspenseResolved),
            Map.entry(WithdrawalRequested.getClassSchema().getFullName(), PayerForms::withdrawalRequested),
            Map.entry(WithdrawalConfirmed.getClassSchema().getFullName(), PayerForms::withdrawalConfirmed),
            Map.entry(EscrowConfirmed.getClassSchema().getFullName(), PayerForms::escrowConfirmed),
            Map.entry(EscrowFailed.getClassSchema().getFullName(), PayerForms::escrowFailed),
            Map.entry(EscrowRevoked.getClassSchema().getFullName(), PayerForms::escrowRevoked),
            Map.entry(DisputeRaised.getClassSchema().getFullName(), PayerForms::disputeRaised),
            Map.entry(ProviderRefundReceived.getClassSchema().getFullName(), PayerForms::refundReceived),
            Map.entry(SessionGranted.getClassSchema().getFullName(), PayerForms::sessionGranted),
            Map.entry(SessionRevoked.getClassSchema().getFullName(), PayerForms::sessionRevoked),
            Map.entry(IntentHeld.getClassSchema().getFullName(), PayerForms::intentHeld),
            Map.entry(IntentReleased.getClassSchema().getFullName(), PayerForms::intentReleased),
            Map.entry(RefundChainPreferred.getClassSchema().getFullName(), PayerForms::refundChainPreferred),
            Map.entry(ClockTick.getClassSchema().getFullName(), in -> new PayerInput.ClockTick(id(in))),
            Map.entry(
                    HoldPlaced.getClassSchema().getFullName(),
                    in -> new PayerInput.HoldPlaced(id(in), in.readLong(), in.readString())),
            Map.entry(
                    HoldReleased.getClassSchema().getFullName(),
                    in -> new PayerInput.HoldReleased(id(in), in.readLong())),
            Map.entry(
                    InputQuarantined.getClassSchema().getFullName(),
                    in -> new PayerInput.InputQuarantined(id(in), id(in), in.readString())),
            Map.entry(
                    ParametersActivated.getClassSchema().getFullName(),
                    in -> new PayerInput.ParametersActivated(id(in), parameters(in))));

    private PayerForms() {}

    private static PayerInput intentLocked(BoundedDecoder in) {
        InputId id = id(in);
        Address payer = address(in);
        String intentId = intentId(in);
        Funding funding = Fields.funding(in);
        PayoutMode payoutMode = Fields.payoutMode(in);
        Address provider = address(in);
        long maxAmountNanos = in.readLong();
        long deadlineMs = in.readLong();
        long payoutChainId = in.readLong();
        List<Draw> draws = draws(in);
        Bytes32 nonce = word(in);
        in.skipBytes();
        return new PayerInput.IntentLocked(
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
                Fields.escrow(in),
                optionalAddress(in),
                in.readBoolean());
    }

    private static PayerInput usageReceipt(BoundedDecoder in) {
        PayerInput receipt = new PayerInput.UsageReceipt(
                id(in),
                address(in),
                intentId(in),
                address(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                word(in),
                in.readLong());
        in.skipBytes();
        return receipt;
    }

    private static PayerInput settlementRequested(BoundedDecoder in) {
        InputId id = id(in);
        Address payer = address(in);
        String intentId = intentId(in);
        Address provider = address(in);
        RequestedBy requestedBy = Fields.requestedBy(in);
        Bytes32 nonce = optionalWord(in);
        Fields.skipOptionalBytes(in);
        return new PayerInput.SettlementRequested(id, payer, intentId, provider, requestedBy, nonce, in.readLong());
    }

    private static PayerInput intentHeld(BoundedDecoder in) {
        return new PayerInput.IntentHeld(id(in), address(in), intentId(in), address(in), in.readString());
    }

    private static PayerInput intentReleased(BoundedDecoder in) {
        return new PayerInput.IntentReleased(id(in), address(in), intentId(in), address(in));
    }

    private static PayerInput refundChainPreferred(BoundedDecoder in) {
        PayerInput preferred = new PayerInput.RefundChainPreferred(id(in), address(in), in.readLong(), in.readLong());
        in.skipBytes();
        return preferred;
    }

    private static PayerInput refundRequested(BoundedDecoder in) {
        PayerInput request = new PayerInput.RefundRequested(
                id(in),
                address(in),
                intentId(in),
                address(in),
                Fields.refundReason(in),
                Fields.requestedBy(in),
                optionalWord(in));
        Fields.skipOptionalBytes(in);
        return request;
    }

    private static PayerInput depositRequested(BoundedDecoder in) {
        return new PayerInput.DepositRequested(
                id(in), address(in), deposit(in), in.readLong(), in.readLong(), in.readLong(), signature(in));
    }

    private static PayerInput creditsDeposited(BoundedDecoder in) {
        return new PayerInput.CreditsDeposited(
                id(in), address(in), deposit(in), in.readLong(), word(in), in.readLong());
    }

    private static PayerInput depositFailed(BoundedDecoder in) {
        PayerInput failed = new PayerInput.DepositFailed(id(in), address(in), deposit(in), in.readString());
        Fields.skipOptionalWord(in);
        return failed;
    }

    private static PayerInput depositSeen(BoundedDecoder in) {
        return new PayerInput.DepositSeen(id(in), address(in), deposit(in), in.readLong(), word(in), in.readLong());
    }

    private static PayerInput depositRevoked(BoundedDecoder in) {
        return new PayerInput.DepositRevoked(id(in), address(in), deposit(in), word(in));
    }

    private static PayerInput transferUnmatched(BoundedDecoder in) {
        return new PayerInput.TransferUnmatched(
                id(in), address(in), deposit(in), in.readLong(), word(in), in.readLong());
    }

    private static PayerInput suspenseResolved(BoundedDecoder in) {
        return new PayerInput.SuspenseResolved(
                id(in), address(in), deposit(in), Fields.resolution(in), optionalWord(in));
    }

    private static PayerInput withdrawalRequested(BoundedDecoder in) {
        PayerInput request = new PayerInput.WithdrawalRequested(
                id(in),
                address(in),
                in.readString(),
                in.readLong(),
                in.readLong(),
                address(in),
                in.readLong(),
                word(in));
        in.skipBytes();
        return request;
    }

    private static PayerInput withdrawalConfirmed(BoundedDecoder in) {
        PayerInput confirmed = new PayerInput.WithdrawalConfirmed(
                id(in), address(in), in.readString(), Fields.transfer(in), in.readLong(), optionalWord(in));
        Fields.skipOptionalBytes(in);
        return confirmed;
    }

    private static PayerInput escrowConfirmed(BoundedDecoder in) {
        InputId id = id(in);
        Address payer = address(in);
        String intentId = in.readString();
        EscrowStep step = step(in);
        long chainId = in.readLong();
        Bytes32 transactionHash = word(in);
        var _ = in.readLong();
        return new PayerInput.EscrowConfirmed(
                id, payer, intentId, step, chainId, transactionHash, in.readLong(), in.readLong());
    }

    private static PayerInput escrowFailed(BoundedDecoder in) {
        return new PayerInput.EscrowFailed(
                id(in), address(in), in.readString(), step(in), in.readLong(), in.readString(), optionalWord(in));
    }

    private static PayerInput escrowRevoked(BoundedDecoder in) {
        return new PayerInput.EscrowRevoked(id(in), address(in), in.readString(), step(in), in.readLong(), word(in));
    }

    private static PayerInput disputeRaised(BoundedDecoder in) {
        PayerInput dispute = new PayerInput.DisputeRaised(
                id(in), address(in), in.readString(), address(in), in.readLong(), in.readString(), word(in));
        in.skipBytes();
        return dispute;
    }

    private static PayerInput sessionGranted(BoundedDecoder in) {
        PayerInput granted = new PayerInput.SessionGranted(
                id(in),
                address(in),
                address(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                optionalAddress(in),
                word(in));
        in.skipBytes();
        return granted;
    }

    private static PayerInput sessionRevoked(BoundedDecoder in) {
        PayerInput revoked =
                new PayerInput.SessionRevoked(id(in), address(in), address(in), Fields.revokedBy(in), word(in));
        in.skipBytes();
        return revoked;
    }

    private static PayerInput refundReceived(BoundedDecoder in) {
        return new PayerInput.ProviderRefundReceived(
                id(in), address(in), address(in), in.readString(), draws(in), in.readInt(), in.readLong());
    }
}
