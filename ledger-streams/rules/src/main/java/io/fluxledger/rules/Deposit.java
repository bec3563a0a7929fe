package io.fluxledger.rules;

/**
 * A deposit of a payer, requested or seen on chain.
 *
 * @param content fingerprint of the request; {@link #UNREQUESTED} when the chain told of it first
 * @param line partition sequence of the line of its last change
 */
public record Deposit(Address payer, DepositKey key, Status status, long amountMicros, Fingerprint content, long line) {
    public static final Fingerprint UNREQUESTED = new Fingerprint(0, 0);

    /** Life of a deposit. */
    public enum Status {
        REQUESTED,
        CREDITED,
        FAILED,
        /** Mined, not final. */
        SEEN,
        /** A transfer that nobody announced, in suspense. */
        SUSPENDED,
        /** Sent back from suspense. */
        RETURNED,
        /** A reorganisation took it back. */
        REVOKED,
        /** Out of suspense, the platform's own. */
        PLATFORM;

        /** How a transfer leaves suspense. */
        static Status of(SuspenseResolution resolution) {
            return switch (resolution) {
                case CREDIT -> CREDITED;
                case RETURN -> RETURNED;
                case PLATFORM -> PLATFORM;
            };
        }
    }
}
