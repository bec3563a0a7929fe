package io.fluxledger.rules;

/**
 * A receipt that counts towards an open intent.
 *
 * @param line partition sequence of the line that recorded it
 */
public record Receipt(Bytes32 nonce, long usedNanos, long inputTokens, long outputTokens, long timestampMs, long line) {
    /** Tells nonces of one intent apart once it is closed; only its provider makes them. */
    static long nonceKey(Bytes32 nonce) {
        return Mix.of(Mix.of(Mix.of(Mix.of(0, nonce.first()), nonce.second()), nonce.third()), nonce.fourth());
    }

    static long contentKey(long usedNanos, long inputTokens, long outputTokens, long timestampMs) {
        return Mix.of(Mix.of(Mix.of(Mix.of(1, usedNanos), inputTokens), outputTokens), timestampMs);
    }

    long nonceKey() {
        return nonceKey(nonce);
    }

    long contentKey() {
        return contentKey(usedNanos, inputTokens, outputTokens, timestampMs);
    }

    boolean isSame(PayerInput.UsageReceipt in) {
        return usedNanos == in.usedNanos()
                && inputTokens == in.inputTokens()
                && outputTokens == in.outputTokens()
                && timestampMs == in.timestampMs();
    }
}
