package io.fluxledger.pricing;

/** A price, a usage or a request cannot be used; names the field that is at fault. */
public final class PricingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the field. */
    public enum Code {
        MISSING,
        MALFORMED,
        NEGATIVE,
        TOO_LARGE,
        TOO_PRECISE,
        INCONSISTENT,
        DUPLICATE
    }

    private final Code code;
    private final String field;

    public PricingException(Code code, String field, String detail) {
        super(field + " " + detail);
        this.code = code;
        this.field = field;
    }

    public Code code() {
        return code;
    }

    /** Path of the field, with dots, as in the document that it came from. */
    public String field() {
        return field;
    }
}
