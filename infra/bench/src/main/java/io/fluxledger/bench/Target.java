package io.fluxledger.bench;

import java.util.Locale;

/** What a figure ought to reach. */
public record Target(double value, Direction direction) {
    /** Which side of the value is the good one. */
    public enum Direction {
        AT_LEAST,
        AT_MOST
    }

    public static Target atLeast(double value) {
        return new Target(value, Direction.AT_LEAST);
    }

    public static Target atMost(double value) {
        return new Target(value, Direction.AT_MOST);
    }

    public boolean isMetBy(double measured) {
        return switch (direction) {
            case AT_LEAST -> measured >= value;
            case AT_MOST -> measured <= value;
        };
    }

    @Override
    public String toString() {
        String words = direction.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return words + " " + Numbers.text(value);
    }
}
