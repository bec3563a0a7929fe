package io.fluxledger.bench;

import org.jspecify.annotations.Nullable;

/**
 * One measured number.
 *
 * @param name lower case with underscores, the unit in it where it has one
 * @param unit for example {@code inputs/s}, {@code ms}, {@code ratio}
 * @param target what it ought to reach; null where nothing was asked for
 * @param against what it was compared with or measured on, with numbers
 */
public record Figure(
        String name,
        double value,
        String unit,
        @Nullable Target target,
        @Nullable String against) {
    /** A figure without a target. */
    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, null, null);
    }

    public Figure withTarget(Target wanted) {
        return new Figure(name, value, unit, wanted, against);
    }

    public Figure against(String what) {
        return new Figure(name, value, unit, target, what);
    }

    /** Whether the target was reached; true where there is none. */
    public boolean isMet() {
        return target == null || target.isMetBy(value);
    }
}
