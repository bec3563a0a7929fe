package io.fluxledger.bench;

import java.util.Locale;

/** Measured numbers for people: as many digits as mean something. */
final class Numbers {
    private Numbers() {}

    /** Whole with thousands separated from 1,000 on, three significant digits below. */
    static String text(double value) {
        double size = Math.abs(value);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (size >= 1_000 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(
                Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3g", value);
    }
}
