package io.fluxledger.rules;

import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Lists of slots by second; the lists themselves are the owner's. */
final class TimeWheel {
    private static final int NONE = -1;

    private final TreeMap<Long, Integer> firsts = new TreeMap<>();

    private static long second(long timeMs) {
        return Math.floorDiv(timeMs, 1000L);
    }

    /** Makes the slot the first of its second; returns the one that was, or -1. */
    int replaceHead(long timeMs, int slot) {
        Integer before = firsts.put(second(timeMs), slot);
        return before == null ? NONE : before;
    }

    void setHead(long timeMs, int slot) {
        if (slot == NONE) {
            firsts.remove(second(timeMs));
        } else {
            firsts.put(second(timeMs), slot);
        }
    }

    /** Visits the lists up to that time, earliest first, for as long as the visitor wants more. */
    void upTo(long timeMs, IntPredicate visitor) {
        for (int first : firsts.headMap(second(timeMs), true).values()) {
            if (!visitor.test(first)) {
                return;
            }
        }
    }
}
