package io.fluxledger.pricing.check;

import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.PricingException.Code;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How far a receipt may be from what is expected, in either direction, before it is held. Of amounts the larger of the two
 * limits counts.
 *
 * @param amountNanos nano-USDC
 * @param amountPpm millionths of the expected amount
 * @param tokens difference of token counts
 */
public record Tolerance(long amountNanos, long amountPpm, long tokens) {
    /** A receipt must agree to the nano-USDC and to the token. */
    public static final Tolerance NONE = new Tolerance(0, 0, 0);

    /** What a provider's own rounding to whole micro-USDC, or its own order of rounding, can make. */
    public static final Tolerance USUAL = new Tolerance(1_000, 1_000, 0);

    private static final int PPM_DIGITS = 6;
    private static final long MAX_PPM = 1_000_000;

    /** @throws PricingException when one is negative, or amountPpm is more than the whole */
    public Tolerance {
        notNegative(amountNanos, "amountNanos");
        notNegative(amountPpm, "amountPpm");
        notNegative(tokens, "tokens");
        if (amountPpm > MAX_PPM) {
            throw new PricingException(Code.TOO_LARGE, "amountPpm", "is above " + MAX_PPM);
        }
    }

    private static void notNegative(long value, String field) {
        if (value < 0) {
            throw new PricingException(Code.NEGATIVE, field, "must not be negative");
        }
    }

    /** Whether an amount is near enough to what is expected; neither is negative. */
    public boolean covers(long statedNanos, long expectedNanos) {
        return Math.abs(statedNanos - expectedNanos) <= nanosAround(expectedNanos);
    }

    /** Largest difference from an expected amount, nano-USDC. */
    long nanosAround(long expectedNanos) {
        long part = BigDecimal.valueOf(expectedNanos)
                .multiply(BigDecimal.valueOf(amountPpm))
                .movePointLeft(PPM_DIGITS)
                .setScale(0, RoundingMode.FLOOR)
                .longValueExact();
        return Math.max(amountNanos, part);
    }
}
