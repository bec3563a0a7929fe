package io.fluxledger.runtime;

import java.math.BigDecimal;

/** Amounts as strangers write them. */
public final class DecimalAmount {
    /** More than 64 bits of any unit hold. */
    private static final int MAX_WHOLE_DIGITS = 13;

    private static final int MAX_LENGTH = 64;

    private DecimalAmount() {}

    /**
     * A decimal number such as {@code 0.007} in units of so many decimals. Large exponents are refused before anything is
     * reckoned: a few characters can stand for a number that no memory holds.
     *
     * @return may be zero or negative
     * @throws NumberFormatException when it is none, has more decimals, or does not fit in 64 bits
     */
    public static long units(String text, int decimals) {
        if (text.length() > MAX_LENGTH) {
            throw new NumberFormatException("more than " + MAX_LENGTH + " characters");
        }
        BigDecimal number = new BigDecimal(text);
        if (number.scale() < 0
                || number.scale() > MAX_LENGTH
                || (long) number.precision() - number.scale() > MAX_WHOLE_DIGITS) {
            throw new NumberFormatException("an exponent, or too many digits");
        }
        try {
            return number.movePointRight(decimals).longValueExact();
        } catch (ArithmeticException e) {
            throw new NumberFormatException("more than " + decimals + " decimals, or more than 64 bits");
        }
    }
}
