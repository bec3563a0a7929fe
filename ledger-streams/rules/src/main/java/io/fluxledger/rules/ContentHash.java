package io.fluxledger.rules;

import io.fluxledger.rules.PayerInput.DepositRequested;
import io.fluxledger.rules.PayerInput.DisputeRaised;
import io.fluxledger.rules.PayerInput.IntentLocked;
import io.fluxledger.rules.PayerInput.WithdrawalRequested;

/**
 * Fingerprints of ids and of what a signer signed (signature bytes excluded, they are malleable; planned draws excluded,
 * they may differ from try to try), so that a repeat is told from another content under the same id. Not thread-safe.
 */
final class ContentHash {
    private final CanonicalBytes out = new CanonicalBytes();

    Fingerprint intentKey(Address payer, String intentId) {
        return out.clear().address(payer).text(intentId).fingerprint();
    }

    /** Half of a fingerprint of payer and nonce: payers cannot hit each other's. */
    long nonceKey(Address payer, Bytes32 nonce) {
        return out.clear().address(payer).word(nonce).fingerprint().high();
    }

    Fingerprint of(DepositRequested in) {
        return deposit(in.amountMicros(), in.validAfterS(), in.validBeforeS());
    }

    Fingerprint deposit(long amountMicros, long validAfterS, long validBeforeS) {
        return out.clear()
                .number(amountMicros)
                .number(validAfterS)
                .number(validBeforeS)
                .fingerprint();
    }

    Fingerprint of(IntentLocked in) {
        return out.clear()
                .symbol(in.funding())
                .symbol(in.payoutMode())
                .address(in.provider())
                .number(in.maxAmountNanos())
                .number(in.deadlineMs())
                .number(in.payoutChainId())
                .word(in.nonce())
                .escrow(in.escrow())
                .fingerprint();
    }

    Fingerprint of(LedgerEntry.IntentOpened e) {
        return out.clear()
                .symbol(e.funding())
                .symbol(e.payoutMode())
                .address(e.provider())
                .number(e.maxAmountNanos())
                .number(e.deadlineMs())
                .number(e.payoutChainId())
                .word(e.nonce())
                .escrow(e.escrow())
                .fingerprint();
    }

    Fingerprint of(WithdrawalRequested in) {
        return withdrawal(in.chainId(), in.amountNanos(), in.recipient(), in.validBeforeMs(), in.nonce());
    }

    Fingerprint withdrawal(long chainId, long amountNanos, Address recipient, long validBeforeMs, Bytes32 nonce) {
        return out.clear()
                .number(chainId)
                .number(amountNanos)
                .address(recipient)
                .number(validBeforeMs)
                .word(nonce)
                .fingerprint();
    }

    Fingerprint of(DisputeRaised in) {
        return dispute(in.provider(), in.amountNanos(), in.reason(), in.nonce());
    }

    Fingerprint dispute(Address provider, long amountNanos, String reason, Bytes32 nonce) {
        return out.clear()
                .address(provider)
                .number(amountNanos)
                .text(reason)
                .word(nonce)
                .fingerprint();
    }

    /** A provider's payout wish. */
    Fingerprint ofPayout(Address payoutAddress, long payoutChainId) {
        return out.clear().address(payoutAddress).number(payoutChainId).fingerprint();
    }

    /** A provider's refund of its own accord. */
    Fingerprint ofRefund(Address payer, String intentId, long amountNanos) {
        return out.clear().address(payer).text(intentId).number(amountNanos).fingerprint();
    }

    /** Id of the charge or dispute at that position of that partition of the payers' fold. */
    InputId chargeId(int sourcePartition, long sourceSequence) {
        return derivedId("charge", sourcePartition, sourceSequence);
    }

    /** Id of an input that is derived from a position: the same whenever it is derived again. */
    InputId derivedId(String kind, int sourcePartition, long sourceSequence) {
        Fingerprint id = out.clear()
                .text(kind)
                .number(sourcePartition)
                .number(sourceSequence)
                .fingerprint();
        return new InputId(id.high(), id.low());
    }
}
