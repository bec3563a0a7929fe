package io.fluxledger.rules;

/**
 * The first 128 bits of a SHA-256: enough to tell contents and ids apart. Whoever wanted two with the same would have to
 * make both, and would only get a repeat where it asked for a conflict.
 */
public record Fingerprint(long high, long low) {
    public static final int BYTES = 16;

    @Override
    public int hashCode() {
        return (int) (high >>> 32);
    }
}
