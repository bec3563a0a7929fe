package io.fluxledger.rules;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Lists of slots by second, on a wheel: what lies further ahead than a turn shares a place and is passed over until its
 * time comes. The lists themselves are the owner's.
 */
final class TimeWheel {
    private static final int PLACES = 4096;
    private static final int NONE = -1;

    private final int[] firsts = new int[PLACES];
    /** No slot has an earlier second. */
    private long earliest = Long.MAX_VALUE;

    TimeWheel() {
        Arrays.fill(firsts, NONE);
    }

    /** Visits the list of one second. */
    interface Visitor {
        /**
         * @param second which the visit is for; the list also has what is whole turns away from it
         * @param first slot of the list
         * @return whether to go on
         */
        boolean visit(long second, int first);
    }

    static long second(long timeMs) {
        return Math.floorDiv(timeMs, 1000L);
    }

    private static int place(long timeMs) {
        return (int) (second(timeMs) & (PLACES - 1));
    }

    /** Makes the slot the first of its list; returns the one that was, or -1. */
    int replaceHead(long timeMs, int slot) {
        earliest = Math.min(earliest, second(timeMs));
        int place = place(timeMs);
        int before = firsts[place];
        firsts[place] = slot;
        return before;
    }

    void setHead(long timeMs, int slot) {
        firsts[place(timeMs)] = slot;
    }

    /** Visits every second up to that time that may hold something, earliest first, until the visitor has had enough. */
    void inOrder(long timeMs, Visitor visitor) {
        long until = second(timeMs);
        for (long second = earliest; second <= until; second++) {
            int first = firsts[(int) (second & (PLACES - 1))];
            if (first != NONE && !visitor.visit(second, first)) {
                return;
            }
        }
    }

    /**
     * Visits the lists that may hold something up to that time, each once and in no particular order, until the visitor
     * has had enough. A list also has what is a turn or more ahead.
     *
     * @param visitor told the first slot of a list; answers whether all that is due in it has been taken care of
     */
    void upTo(long timeMs, IntPredicate visitor) {
        long until = second(timeMs);
        if (earliest > until) {
            return;
        }
        // After a turn every place has been seen.
        long from = Math.max(earliest, until - PLACES + 1);
        for (long second = from; second <= until; second++) {
            int first = firsts[(int) (second & (PLACES - 1))];
            if (first != NONE && !visitor.test(first)) {
                return;
            }
        }
    }

    /** Nothing is left before that time. */
    void passed(long timeMs) {
        earliest = Math.max(earliest, second(timeMs));
    }
}
