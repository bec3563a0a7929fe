package io.fluxledger.rules;

import java.util.function.Consumer;

/**
 * What a provider's windows add up to in a UTC month: what its minimum fee is judged by.
 *
 * @param index year × 12 + month of the year from 0; 0 where no month stands
 */
record ProviderMonth(long index, long grossNanos, long feeNanos) {
    static final ProviderMonth NONE = new ProviderMonth(0, 0, 0);

    private static final long DAY_MS = 86_400_000;
    private static final long DAYS_PER_400_YEARS = 146_097;
    /** Days from March 1st of year 0 to the epoch. Years that begin in March have their leap day at the end. */
    private static final long DAYS_TO_EPOCH = 719_468;

    /** The month of that time, in the civil calendar. */
    static long indexAt(long epochMs) {
        long days = Math.floorDiv(epochMs, DAY_MS) + DAYS_TO_EPOCH;
        long era = Math.floorDiv(days, DAYS_PER_400_YEARS);
        long dayOfEra = days - era * DAYS_PER_400_YEARS;
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        // From March on, months have 31, 30, 31, 30, 31 days, over and over: 153 days in five months.
        long monthFromMarch = (5 * dayOfYear + 2) / 153;
        return (era * 400 + yearOfEra) * 12 + 2 + monthFromMarch;
    }

    boolean isBefore(long otherIndex) {
        return index != 0 && index < otherIndex;
    }

    /** The month that stands after a window; those that end with it go to {@code ending}, in order. */
    ProviderMonth after(Usage window, long windowEndMs, Consumer<ProviderMonth> ending) {
        long usedIn = indexAt(windowEndMs - 1);
        ProviderMonth month = ended(usedIn, ending);
        if (window.calls() > 0) {
            month = new ProviderMonth(
                    usedIn,
                    Usage.counted(month.grossNanos, window.grossNanos()),
                    Usage.counted(month.feeNanos, window.feeNanos()));
        }
        return month.ended(indexAt(windowEndMs), ending);
    }

    private ProviderMonth ended(long currentIndex, Consumer<ProviderMonth> ending) {
        if (!isBefore(currentIndex)) {
            return this;
        }
        ending.accept(this);
        return NONE;
    }

    /** What the month's fees lack of its minimum fee, nano-USDC; 0 where none is due. */
    long missingNanos(Parameters parameters) {
        return grossNanos > parameters.monthlyMinimumVolumeNanos()
                ? Math.max(0, parameters.monthlyMinimumFeeNanos() - feeNanos)
                : 0;
    }
}
