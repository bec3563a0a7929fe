package io.fluxledger.relayer.chain;

/** A call cannot be made yet: a proof is still being made, or what it spends is not there. It will be possible later. */
final class NotReadyException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason without amounts */
    NotReadyException(String reason) {
        super(reason);
    }
}
