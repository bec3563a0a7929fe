package io.fluxledger.signatures;

/** No public key belongs to this signature over this digest. */
public final class InvalidSignatureException extends IllegalArgumentException {
    InvalidSignatureException(String message, Throwable cause) {
        super(message, cause);
    }
}
