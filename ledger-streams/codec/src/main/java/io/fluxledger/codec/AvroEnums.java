package io.fluxledger.codec;

import io.fluxledger.rules.EscrowStep;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.RefundReason;
import io.fluxledger.rules.RequestedBy;
import io.fluxledger.rules.RevokedBy;
import io.fluxledger.rules.SuspenseResolution;
import io.fluxledger.rules.TransferStatus;

/** Enums go by their names, which a test holds equal on both sides. */
final class AvroEnums {
    private AvroEnums() {}

    static Funding funding(io.fluxledger.events.Funding value) {
        return Funding.valueOf(value.name());
    }

    static PayoutMode payoutMode(io.fluxledger.events.PayoutMode value) {
        return PayoutMode.valueOf(value.name());
    }

    static RequestedBy requestedBy(io.fluxledger.events.RequestedBy value) {
        return RequestedBy.valueOf(value.name());
    }

    static RevokedBy revokedBy(io.fluxledger.events.RevokedBy value) {
        return RevokedBy.valueOf(value.name());
    }

    static SuspenseResolution resolution(io.fluxledger.events.SuspenseResolution value) {
        return SuspenseResolution.valueOf(value.name());
    }

    static RefundReason refundReason(io.fluxledger.events.RefundReason value) {
        return RefundReason.valueOf(value.name());
    }

    static EscrowStep step(io.fluxledger.events.EscrowStep value) {
        return EscrowStep.valueOf(value.name());
    }

    static TransferStatus transfer(io.fluxledger.events.TransferStatus value) {
        return TransferStatus.valueOf(value.name());
    }
}
