package io.fluxledger.codec;

/** A record can be read, but is none of the inputs of this fold. */
public final class UnexpectedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnexpectedRecordException(String type, String fold) {
        super("record type " + type + " is not an input of the " + fold + " fold");
    }
}
