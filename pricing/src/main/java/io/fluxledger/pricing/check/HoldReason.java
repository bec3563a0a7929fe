package io.fluxledger.pricing.check;

/**
 * Why a receipt is held for review.
 *
 * @param field of the receipt, or of the upstream's answer
 * @param detail for people
 */
public record HoldReason(Code code, String field, String detail) {
    /** Stable codes. */
    public enum Code {
        /** The upstream's usage is missing, malformed, or contradicts itself. */
        USAGE_INVALID,
        /** The receipt's token counts are not the upstream's. */
        TOKENS_DIFFER,
        /** The amount is not what the upstream charged. */
        DIFFERS_FROM_UPSTREAM_COST,
        /** The amount is not what the price book gives for the usage. */
        DIFFERS_FROM_PRICE_BOOK,
        /** The price book has no price for the model at that time. */
        NO_PRICE,
        /** The upstream says that another model served the call. */
        MODEL_DIFFERS,
        /** The upstream's record of the generation could not be had. */
        UNCONFIRMED
    }
}
