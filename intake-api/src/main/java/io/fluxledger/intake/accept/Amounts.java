package io.fluxledger.intake.accept;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Decimal strings in USDC to integers of nano- or micro-USDC, and back. */
public final class Amounts {
    static final long NANOS_PER_MICRO = 1_000;
    private static final int NANO_DECIMALS = 9;
    private static final int MICRO_DECIMALS = 6;
    private static final int MAX_LENGTH = 80;
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

    private Amounts() {}

    /** Nano-USDC as a decimal string in USDC without superfluous zeros: "0.007". */
    public static String usdc(long amountNanos) {
        BigDecimal usdc = BigDecimal.valueOf(amountNanos, NANO_DECIMALS).stripTrailingZeros();
        return usdc.toPlainString();
    }

    /**
     * Nano-USDC of a decimal string in USDC, above zero.
     *
     * @throws io.fluxledger.runtime.ProblemException naming the field
     */
    public static long nanos(String text, String field) {
        return units(text, field, NANO_DECIMALS);
    }

    static long micros(String text, String field) {
        // Must also fit as nano-USDC, which is what the ledger books.
        return nanosOfWholeMicros(text, field) / NANOS_PER_MICRO;
    }

    static long nanosOfWholeMicros(String text, String field) {
        units(text, field, MICRO_DECIMALS);
        return nanos(text, field);
    }

    private static long units(String text, String field, int decimals) {
        if (text.length() > MAX_LENGTH || !DECIMAL.matcher(text).matches()) {
            throw Refusal.AMOUNT_MALFORMED.at(field, "must be a decimal number such as \"0.007\"");
        }
        BigDecimal usdc = new BigDecimal(text);
        if (usdc.signum() < 0) {
            throw Refusal.AMOUNT_NEGATIVE.at(field, "must be above zero");
        }
        if (usdc.signum() == 0) {
            throw Refusal.AMOUNT_ZERO.at(field, "must be above zero");
        }
        if (usdc.scale() > decimals) {
            throw Refusal.AMOUNT_TOO_PRECISE.at(field, "has more than " + decimals + " decimals");
        }
        BigInteger units = usdc.setScale(decimals).unscaledValue();
        if (units.bitLength() > 63) {
            throw Refusal.AMOUNT_TOO_LARGE.at(field, "is above " + usdc(Long.MAX_VALUE));
        }
        return units.longValueExact();
    }
}
