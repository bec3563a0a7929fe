package io.fluxledger.intake.accept;

import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;

/** Why a request does not become an input. The name is the problem's code, which clients may rely on. */
public enum Refusal {
    UNKNOWN_FIELD(400, "The request has a field that is not part of it"),
    MISSING_FIELD(400, "The request lacks a field"),
    WRONG_TYPE(400, "A field has the wrong JSON type"),
    NUMBER_OUT_OF_RANGE(400, "A number is outside of its range"),
    UNKNOWN_VALUE(400, "A field has none of its possible values"),
    INVALID_ID(400, "An id is empty, too long or has characters that are not allowed"),
    INVALID_ADDRESS(400, "A field is not an address that can be used here"),
    INVALID_HEX(400, "A field is not hex of the right length"),
    INVALID_TEXT(400, "A text is empty, too long or has control characters"),
    INVALID_SIGNATURE(400, "A signature is malformed"),
    AMOUNT_MALFORMED(400, "An amount is not a decimal number"),
    AMOUNT_ZERO(400, "An amount is zero"),
    AMOUNT_NEGATIVE(400, "An amount is negative"),
    AMOUNT_TOO_PRECISE(400, "An amount has too many decimals"),
    AMOUNT_TOO_LARGE(400, "An amount does not fit in 64 bits"),
    SESSION_EXPIRED(410, "The session has expired"),
    SESSION_SCOPE(403, "The session does not cover this"),
    SESSION_LIMIT_EXCEEDED(402, "The amount is above the session's limit"),
    SIGNATURE_MISMATCH(401, "The signature is not by the account that must sign"),
    ACCESS_REQUIRED(401, "Only the payer may read this"),
    UNKNOWN_CHAIN(422, "The chain is none of this deployment"),
    AUTHORIZATION_NOT_YET_VALID(422, "The authorization is not valid yet"),
    AUTHORIZATION_EXPIRED(422, "The authorization has expired or will too soon"),
    AUTHORIZATION_TOO_LONG(422, "The authorization is valid for longer than is accepted"),
    DEADLINE_PASSED(422, "The deadline has passed"),
    DEADLINE_TOO_FAR(422, "The deadline is too far away"),
    UNSUPPORTED_MODE(422, "Funding and payout mode do not go together"),
    ESCROW_TERMS(422, "A term of the escrow is not the one that is accepted"),
    NONCE_MISMATCH(422, "The nonce is not the hash of the escrow terms"),
    UNSIGNED_REQUEST(422, "Requests from producers must be signed"),
    UNKNOWN_RULES_VERSION(422, "The rules version is none that the running folds know"),
    REQUEST_ID_TIME(422, "The time in a request's id is too far from now");

    private final int status;
    private final String title;

    Refusal(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    ProblemException at(String field, String detail) {
        return new ProblemException(
                Problem.of(status, name(), title, field + " " + detail).withField(field));
    }

    /** For what is wrong with the body as a whole. */
    ProblemException of(String detail) {
        return new ProblemException(Problem.of(status, name(), title, detail));
    }
}
