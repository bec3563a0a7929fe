package io.fluxledger.rules;

/** Why an input was refused; RULES.md says in which order the checks are made. */
public enum RejectionReason {
    /** The bytes are not a record of this topic. */
    UNREADABLE,
    /** The record type does not belong to this fold, or not in this form. */
    UNEXPECTED_INPUT,
    /** The record key is not the account of the payload in canonical form. */
    KEY_MISMATCH,
    /** The record is not on the partition that its key hashes to. */
    WRONG_PARTITION,
    /** An id is empty, longer than 64 characters, or has characters outside of [A-Za-z0-9:_.-]. */
    INVALID_ID,
    /** An amount is zero, negative, too large, or not expressible where it must go. */
    INVALID_AMOUNT,
    /** A token count that is negative or above 2^40. */
    INVALID_USAGE,
    /** Funding, payout mode and escrow terms do not fit together. */
    UNSUPPORTED_MODE,
    /** The planned draw is not positive amounts on distinct chains that sum to the maximum. */
    INVALID_DRAW,
    /** Terms, or a preferred chain, that no payment could follow. */
    INVALID_TERMS,
    /** A session that is on a negative chain, or whose key is the payer's own. */
    INVALID_SESSION,
    UNKNOWN_DEPOSIT,
    DEPOSIT_WITH_DIFFERENT_CONTENT,
    DEPOSIT_ALREADY_CREDITED,
    INTENT_WITH_DIFFERENT_CONTENT,
    RECEIPT_WITH_DIFFERENT_CONTENT,
    WITHDRAWAL_WITH_DIFFERENT_CONTENT,
    PAYOUT_WITH_DIFFERENT_CONTENT,
    DISPUTE_WITH_DIFFERENT_CONTENT,
    SESSION_WITH_DIFFERENT_CONTENT,
    MOVE_WITH_DIFFERENT_CONTENT,
    /** The signer used this nonce for something else. */
    NONCE_REUSED,
    /** The signature's validity has ended. */
    AUTHORIZATION_EXPIRED,
    UNKNOWN_INTENT,
    UNKNOWN_WITHDRAWAL,
    UNKNOWN_PAYOUT,
    UNKNOWN_DISPUTE,
    UNKNOWN_MOVE,
    UNKNOWN_PROVIDER,
    UNKNOWN_ACCOUNT,
    /** The payer has a debt from a deposit that the chain took back. */
    ACCOUNT_FROZEN,
    UNKNOWN_SESSION,
    SESSION_REVOKED,
    /** The log's clock has reached the end of the session. */
    SESSION_EXPIRED,
    /** The session is for another provider, or for credits of another chain. */
    SESSION_SCOPE,
    /** The intent names another provider. */
    WRONG_PROVIDER,
    /** The receipt wants payment on another chain than the intent. */
    WRONG_PAYOUT_CHAIN,
    INTENT_ALREADY_CLOSED,
    WITHDRAWAL_ALREADY_CLOSED,
    PAYOUT_ALREADY_CLOSED,
    DISPUTE_ALREADY_CLOSED,
    MOVE_ALREADY_CLOSED,
    /** Only what was settled can be disputed. */
    INTENT_NOT_SETTLED,
    /** Captured escrow is refunded by the contract, not by the ledger. */
    DISPUTE_NOT_SUPPORTED,
    DISPUTE_EXCEEDS_CAPTURE,
    /** The step does not fit the state of the intent in the escrow. */
    ESCROW_STEP_OUT_OF_ORDER,
    /** The escrow lock is not confirmed on chain yet. */
    INTENT_NOT_LOCKED,
    /** The log's clock has reached the intent's deadline. */
    DEADLINE_PASSED,
    /** The deadline is further away than the parameters allow. */
    DEADLINE_TOO_FAR,
    /** The payer has as many sessions as it may have. */
    TOO_MANY_SESSIONS,
    /** The intent has as many receipts as it may have. */
    TOO_MANY_RECEIPTS,
    /** The receipts would add up to more than the lock. */
    USAGE_EXCEEDS_LOCK,
    /** Only the gateway that carries the call settles this intent. */
    SETTLED_BY_GATEWAY,
    /** The intent is held for review: gateway or operator settles it. */
    INTENT_HELD,
    /** No receipt counts yet: there is nothing to settle. */
    NOTHING_USED,
    /** The session's open intents and captures would add up to more than its limit. */
    SESSION_LIMIT_EXCEEDED,
    INSUFFICIENT_CREDITS,
    INSUFFICIENT_PAYABLE,
    /** The log's clock has not reached the end of the window. */
    WINDOW_NOT_ENDED,
    /** The amount would not fit in 64 bits with what is already there. */
    OVERFLOW,
    /** Its decision broke an invariant, and the operator had it set aside. */
    QUARANTINED
}
