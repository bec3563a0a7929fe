package io.fluxledger.local.client;

import io.fluxledger.runtime.DecimalAmount;
import java.math.BigDecimal;

/** Amounts between the ledger's and the chain's units and decimal strings in USDC. */
public final class Usdc {
    public static final long NANOS_PER_MICRO = 1_000;

    private static final int NANO_DIGITS = 9;

    private Usdc() {}

    public static String ofNanos(long amountNanos) {
        BigDecimal amount = BigDecimal.valueOf(amountNanos, NANO_DIGITS).stripTrailingZeros();
        return amount.signum() == 0 ? "0" : amount.toPlainString();
    }

    public static String ofMicros(long amountMicros) {
        return ofNanos(Math.multiplyExact(amountMicros, NANOS_PER_MICRO));
    }

    /**
     * @throws NumberFormatException when it is no decimal number, has parts of a nano-USDC or more than 64 bits
     */
    public static long nanos(String decimal) {
        return DecimalAmount.units(decimal, NANO_DIGITS);
    }
}
