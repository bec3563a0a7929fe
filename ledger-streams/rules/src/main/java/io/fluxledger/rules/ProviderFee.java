package io.fluxledger.rules;

/**
 * The provider fee is due on the running total, so that rounding never adds up: what a charge's fee has below a
 * nano-USDC is carried to the next one.
 *
 * @param feeNanos fee of this charge, rounded down with the carry
 * @param remainder carried on, in millionths of a nano-USDC
 */
record ProviderFee(long feeNanos, long remainder) {
    private static final long MILLION = 1_000_000;

    static ProviderFee of(long grossNanos, long feePpm, long remainder) {
        // gross × ppm in two parts, since the product may not fit.
        long whole = Math.multiplyExact(grossNanos / MILLION, feePpm);
        long parts = Math.addExact(Math.multiplyExact(grossNanos % MILLION, feePpm), remainder);
        return new ProviderFee(Math.addExact(whole, parts / MILLION), parts % MILLION);
    }
}
