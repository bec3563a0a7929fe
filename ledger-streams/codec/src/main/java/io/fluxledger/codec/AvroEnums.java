package io.fluxledger.codec;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.EscrowStep;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.RefundReason;
import io.fluxledger.rules.RequestedBy;
import io.fluxledger.rules.TransferStatus;

/** Enums go by their names, which a test holds equal on both sides. */
final class AvroEnums {
    private AvroEnums() {}

    static Funding funding(io.fluxledger.events.Funding value) {
        return Funding.valueOf(value.name());
    }

    static io.fluxledger.events.Funding funding(Funding value) {
        return io.fluxledger.events.Funding.valueOf(value.name());
    }

    static PayoutMode payoutMode(io.fluxledger.events.PayoutMode value) {
        return PayoutMode.valueOf(value.name());
    }

    static io.fluxledger.events.PayoutMode payoutMode(PayoutMode value) {
        return io.fluxledger.events.PayoutMode.valueOf(value.name());
    }

    static RequestedBy requestedBy(io.fluxledger.events.RequestedBy value) {
        return RequestedBy.valueOf(value.name());
    }

    static RefundReason refundReason(io.fluxledger.events.RefundReason value) {
        return RefundReason.valueOf(value.name());
    }

    static EscrowStep step(io.fluxledger.events.EscrowStep value) {
        return EscrowStep.valueOf(value.name());
    }

    static io.fluxledger.events.EscrowStep step(EscrowStep value) {
        return io.fluxledger.events.EscrowStep.valueOf(value.name());
    }

    static TransferStatus transfer(io.fluxledger.events.TransferStatus value) {
        return TransferStatus.valueOf(value.name());
    }

    static io.fluxledger.events.TransferStatus transfer(TransferStatus value) {
        return io.fluxledger.events.TransferStatus.valueOf(value.name());
    }

    static io.fluxledger.events.IntentStatus intent(IntentStatus value) {
        return io.fluxledger.events.IntentStatus.valueOf(value.name());
    }

    static io.fluxledger.events.Outcome outcome(Outcome value) {
        return io.fluxledger.events.Outcome.valueOf(value.name());
    }

    static io.fluxledger.events.AccountType account(AccountType value) {
        return io.fluxledger.events.AccountType.valueOf(value.name());
    }
}
