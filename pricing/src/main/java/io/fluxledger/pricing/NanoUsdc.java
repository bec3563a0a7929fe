package io.fluxledger.pricing;

import io.fluxledger.pricing.PricingException.Code;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Dollars to nano-USDC, one USDC being one dollar. The rule: all parts of a cost are summed exactly, then the sum is rounded
 * once, up to the next nano-USDC. So a maximum covers every cost below it, and only what is free costs nothing.
 */
public final class NanoUsdc {
    private static final int NANO_DIGITS = 9;
    private static final int LONG_BITS = 63;

    private NanoUsdc() {}

    /** @throws PricingException NEGATIVE, or TOO_LARGE when it does not fit in 64 bits */
    public static long roundedUp(BigDecimal usd, String field) {
        if (usd.signum() < 0) {
            throw new PricingException(Code.NEGATIVE, field, "must not be negative");
        }
        BigInteger nanos = usd.movePointRight(NANO_DIGITS)
                .setScale(0, RoundingMode.CEILING)
                .toBigInteger();
        if (nanos.bitLength() > LONG_BITS) {
            throw new PricingException(Code.TOO_LARGE, field, "does not fit in 64 bits of nano-USDC");
        }
        return nanos.longValueExact();
    }
}
