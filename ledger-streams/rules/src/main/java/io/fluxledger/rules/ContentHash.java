package io.fluxledger.rules;

import io.fluxledger.rules.PayerInput.DepositRequested;
import io.fluxledger.rules.PayerInput.IntentLocked;
import io.fluxledger.rules.PayerInput.UsageReceipt;
import io.fluxledger.rules.PayerInput.WithdrawalRequested;

/**
 * SHA-256 over what the signer signed (signature bytes excluded, they are malleable; planned draws excluded, they may
 * differ from try to try), so that a repeat is told from another content under the same id.
 */
final class ContentHash {
    private final CanonicalBytes out = new CanonicalBytes();

    Bytes32 of(DepositRequested in) {
        return out.clear()
                .number(in.amountMicros())
                .number(in.validAfterS())
                .number(in.validBeforeS())
                .hash();
    }

    Bytes32 of(IntentLocked in) {
        return out.clear()
                .text(in.funding().name())
                .text(in.payoutMode().name())
                .address(in.provider())
                .number(in.maxAmountNanos())
                .number(in.deadlineMs())
                .number(in.payoutChainId())
                .word(in.nonce())
                .escrow(in.escrow())
                .hash();
    }

    Bytes32 of(UsageReceipt in) {
        return out.clear()
                .text(in.intentId())
                .number(in.usedNanos())
                .number(in.inputTokens())
                .number(in.outputTokens())
                .number(in.payoutChainId())
                .number(in.timestampMs())
                .hash();
    }

    Bytes32 of(WithdrawalRequested in) {
        return out.clear()
                .number(in.chainId())
                .number(in.amountNanos())
                .address(in.recipient())
                .number(in.validBeforeMs())
                .word(in.nonce())
                .hash();
    }

    /** A settlement or refund request: its nonce may only be repeated for the same intent. */
    Bytes32 ofIntent(String intentId) {
        return out.clear().text(intentId).hash();
    }

    /** Id of the charge at that position of that source. */
    InputId chargeId(int sourcePartition, long sourceSequence) {
        Bytes32 hash = out.clear()
                .text("charge")
                .number(sourcePartition)
                .number(sourceSequence)
                .hash();
        return new InputId(hash.first(), hash.second());
    }

    /** A provider's payout wish. */
    Bytes32 ofPayout(Address payoutAddress, long payoutChainId) {
        return out.clear().address(payoutAddress).number(payoutChainId).hash();
    }
}
