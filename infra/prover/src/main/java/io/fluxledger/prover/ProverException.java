package io.fluxledger.prover;

import org.jspecify.annotations.Nullable;

/** The prover refused a request, or did not answer. */
public final class ProverException extends RuntimeException {
    /** What went wrong. All but the last three are the prover's own answers. */
    public enum Code {
        INVALID_REQUEST,
        UNKNOWN_KEY,
        KEY_FILE,
        /** Not encrypted under this key, or changed. */
        NOT_DECRYPTABLE,
        /** The notes of a balance do not add up to it. */
        BALANCE_MISMATCH,
        INSUFFICIENT_BALANCE,
        /** Too many proofs are waiting; ask again later. */
        QUEUE_FULL,
        CANCELLED,
        /** The circuit does not hold for what was given, or the prover failed. */
        PROOF_FAILED,
        /** The process ended and could not be started again. */
        UNAVAILABLE,
        /** No answer in time; the process was stopped. */
        TIMED_OUT,
        /** An answer that this client does not understand. */
        PROTOCOL
    }

    private final Code code;
    private final @Nullable String field;

    ProverException(Code code, String message, @Nullable String field) {
        super(code + ": " + message);
        this.code = code;
        this.field = field;
    }

    /** @param message may name amounts: it is for the log of the prover's own operator */
    public ProverException(Code code, String message) {
        this(code, message, null);
    }

    public Code code() {
        return code;
    }

    /** The field of the request that was wrong, where one was. */
    public @Nullable String field() {
        return field;
    }
}
