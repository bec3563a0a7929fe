package io.fluxledger.rules;

import io.fluxledger.rules.PayerInput.DepositRequested;
import io.fluxledger.rules.PayerInput.DisputeRaised;
import io.fluxledger.rules.PayerInput.IntentLocked;
import io.fluxledger.rules.PayerInput.WithdrawalRequested;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of ids and of what a signer signed (signature bytes excluded, they are malleable; planned draws excluded,
 * they may differ from try to try), so that a repeat is told from another content under the same id. Not thread-safe.
 */
final class ContentHash {
    private static final Address NOBODY = new Address(0, 0, 0);

    private final CanonicalBytes out = new CanonicalBytes();
    private Address lastPayer = NOBODY;
    private String lastId = "";
    private Fingerprint lastKey = new Fingerprint(0, 0);
    private Address lastNoncePayer = NOBODY;
    private Bytes32 lastNonce = Bytes32.ZERO;
    private long lastNonceKey;

    {
        // Correct from the start: what is remembered of nobody's empty id and zero nonce.
        lastKey = out.clear().address(NOBODY).ascii("").fingerprint();
        lastNonceKey =
                out.clear().address(NOBODY).word(Bytes32.ZERO).fingerprint().high();
    }

    /** The key of the intent that was asked for last is at hand: an input asks more than once. */
    Fingerprint intentKey(Address payer, String intentId) {
        if (!intentId.equals(lastId) || !payer.equals(lastPayer)) {
            lastKey = out.clear().address(payer).ascii(intentId).fingerprint();
            lastPayer = payer;
            lastId = intentId;
        }
        return lastKey;
    }

    /** Half of a fingerprint of payer and nonce: payers cannot hit each other's. */
    long nonceKey(Address payer, Bytes32 nonce) {
        if (!nonce.equals(lastNonce) || !payer.equals(lastNoncePayer)) {
            lastNonceKey = out.clear().address(payer).word(nonce).fingerprint().high();
            lastNonce = nonce;
            lastNoncePayer = payer;
        }
        return lastNonceKey;
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

    long of(IntentLocked in) {
        return intent(
                in.funding(),
                in.payoutMode(),
                in.provider(),
                in.maxAmountNanos(),
                in.deadlineMs(),
                in.payoutChainId(),
                in.nonce(),
                in.escrow(),
                in.sessionKey());
    }

    long of(LedgerEntry.IntentOpened e) {
        return intent(
                e.funding(),
                e.payoutMode(),
                e.provider(),
                e.maxAmountNanos(),
                e.deadlineMs(),
                e.payoutChainId(),
                e.nonce(),
                e.escrow(),
                e.sessionKey());
    }

    private long intent(
            Funding funding,
            PayoutMode payoutMode,
            Address provider,
            long maxAmountNanos,
            long deadlineMs,
            long payoutChainId,
            Bytes32 nonce,
            @Nullable EscrowTerms escrow,
            @Nullable Address sessionKey) {
        out.clear()
                .symbol(funding)
                .symbol(payoutMode)
                .address(provider)
                .number(maxAmountNanos)
                .number(deadlineMs)
                .number(payoutChainId)
                .word(nonce)
                .escrow(escrow);
        if (sessionKey != null) {
            // Nothing for none: what was remembered before there were sessions is still the same.
            out.address(sessionKey);
        }
        return out.mixed();
    }

    Fingerprint of(PayerInput.SessionGranted in) {
        return session(in.limitNanos(), in.expiresMs(), in.chainId(), in.provider(), in.nonce());
    }

    Fingerprint session(long limitNanos, long expiresMs, long chainId, @Nullable Address provider, Bytes32 nonce) {
        return out.clear()
                .number(limitNanos)
                .number(expiresMs)
                .number(chainId)
                .optional(provider)
                .word(nonce)
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

    /** A provider's terms of payout; text first, so that it equals no other content under the same nonce. */
    Fingerprint of(PayoutTerms terms) {
        return out.clear()
                .text("terms")
                .list(terms.alternativeChainIds(), CanonicalBytes::number)
                .optional(terms.payoutToken())
                .number(terms.slippageBps())
                .fingerprint();
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
