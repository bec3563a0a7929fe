package io.fluxledger.intake.http;

/** The fold's reasons for a rejection, by the names they have in the journal, with their HTTP status. */
public enum LedgerRejection {
    UNREADABLE,
    UNEXPECTED_INPUT,
    KEY_MISMATCH,
    WRONG_PARTITION,
    INVALID_ID,
    INVALID_AMOUNT,
    INVALID_USAGE,
    UNSUPPORTED_MODE,
    INVALID_DRAW,
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
    NONCE_REUSED,
    AUTHORIZATION_EXPIRED,
    UNKNOWN_INTENT,
    UNKNOWN_WITHDRAWAL,
    UNKNOWN_PAYOUT,
    UNKNOWN_DISPUTE,
    UNKNOWN_PROVIDER,
    UNKNOWN_ACCOUNT,
    ACCOUNT_FROZEN,
    UNKNOWN_SESSION,
    SESSION_REVOKED,
    SESSION_EXPIRED,
    SESSION_SCOPE,
    WRONG_PROVIDER,
    WRONG_PAYOUT_CHAIN,
    INTENT_ALREADY_CLOSED,
    WITHDRAWAL_ALREADY_CLOSED,
    PAYOUT_ALREADY_CLOSED,
    DISPUTE_ALREADY_CLOSED,
    INTENT_NOT_SETTLED,
    DISPUTE_NOT_SUPPORTED,
    DISPUTE_EXCEEDS_CAPTURE,
    ESCROW_STEP_OUT_OF_ORDER,
    INTENT_NOT_LOCKED,
    DEADLINE_PASSED,
    DEADLINE_TOO_FAR,
    TOO_MANY_SESSIONS,
    TOO_MANY_RECEIPTS,
    USAGE_EXCEEDS_LOCK,
    NOTHING_USED,
    SESSION_LIMIT_EXCEEDED,
    INSUFFICIENT_CREDITS,
    INSUFFICIENT_PAYABLE,
    WINDOW_NOT_ENDED,
    OVERFLOW,
    QUARANTINED;

    /** Whether the ledger has something else under the same id or nonce; the names of such reasons say so. */
    public boolean isConflictOfContent() {
        return this == NONCE_REUSED || name().endsWith("_WITH_DIFFERENT_CONTENT");
    }

    /** HTTP status of the rejection. */
    public int status() {
        return switch (this) {
            case UNREADABLE, UNEXPECTED_INPUT, KEY_MISMATCH, WRONG_PARTITION, QUARANTINED -> 500;
            case INVALID_ID,
                    INVALID_AMOUNT,
                    INVALID_USAGE,
                    UNSUPPORTED_MODE,
                    INVALID_DRAW,
                    INVALID_SESSION,
                    AUTHORIZATION_EXPIRED,
                    WRONG_PAYOUT_CHAIN,
                    DEADLINE_TOO_FAR,
                    USAGE_EXCEEDS_LOCK,
                    DISPUTE_NOT_SUPPORTED,
                    DISPUTE_EXCEEDS_CAPTURE,
                    OVERFLOW -> 422;
            case INSUFFICIENT_CREDITS, SESSION_LIMIT_EXCEEDED -> 402;
            case WRONG_PROVIDER, ACCOUNT_FROZEN, SESSION_REVOKED, SESSION_SCOPE -> 403;
            case UNKNOWN_DEPOSIT,
                    UNKNOWN_INTENT,
                    UNKNOWN_WITHDRAWAL,
                    UNKNOWN_PAYOUT,
                    UNKNOWN_DISPUTE,
                    UNKNOWN_PROVIDER,
                    UNKNOWN_SESSION,
                    UNKNOWN_ACCOUNT -> 404;
            case DEPOSIT_WITH_DIFFERENT_CONTENT,
                    DEPOSIT_ALREADY_CREDITED,
                    INTENT_WITH_DIFFERENT_CONTENT,
                    RECEIPT_WITH_DIFFERENT_CONTENT,
                    WITHDRAWAL_WITH_DIFFERENT_CONTENT,
                    PAYOUT_WITH_DIFFERENT_CONTENT,
                    DISPUTE_WITH_DIFFERENT_CONTENT,
                    SESSION_WITH_DIFFERENT_CONTENT,
                    NONCE_REUSED,
                    INTENT_ALREADY_CLOSED,
                    WITHDRAWAL_ALREADY_CLOSED,
                    PAYOUT_ALREADY_CLOSED,
                    DISPUTE_ALREADY_CLOSED,
                    INTENT_NOT_SETTLED,
                    ESCROW_STEP_OUT_OF_ORDER,
                    INTENT_NOT_LOCKED,
                    TOO_MANY_RECEIPTS,
                    TOO_MANY_SESSIONS,
                    NOTHING_USED,
                    INSUFFICIENT_PAYABLE,
                    WINDOW_NOT_ENDED -> 409;
            case DEADLINE_PASSED, SESSION_EXPIRED -> 410;
        };
    }
}
