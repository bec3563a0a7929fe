package io.fluxledger.relayer.send;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The only place that gives out nonces of a lane. */
final class LaneNonces {
    /** Missing nonces that are looked for at once. */
    private static final int GAPS = 64;

    private final TreeSet<Long> free = new TreeSet<>();
    /** Nonces at which a no-op was sent, with the time. */
    private final TreeMap<Long, Long> filled = new TreeMap<>();

    private long highest = -1;

    void taken(long nonce) {
        highest = Math.max(highest, nonce);
        free.remove(nonce);
    }

    /** Given back: certainly nobody has a transaction of it. */
    void released(long nonce) {
        free.add(nonce);
    }

    void filled(long nonce, long nowMs) {
        free.remove(nonce);
        filled.put(nonce, nowMs);
    }

    /**
     * Finds out which nonces the chain waits for though nobody holds them.
     *
     * @param refillBeforeMs no-ops that were sent before that time are to be sent again
     */
    void head(long minedNonce, long refillBeforeMs, LongPredicate isHeld) {
        free.headSet(minedNonce).clear();
        filled.headMap(minedNonce).clear();
        filled.values().removeIf(sentAtMs -> sentAtMs <= refillBeforeMs);
        for (long nonce = minedNonce; nonce <= highest && nonce < minedNonce + GAPS; nonce++) {
            if (isHeld.test(nonce) || filled.containsKey(nonce)) {
                break;
            }
            free.add(nonce);
        }
        while (!free.isEmpty() && Objects.requireNonNull(free.last()) == highest) {
            free.pollLast();
            highest--;
        }
    }

    /** Nonces for what is signed now, one with each call: the lowest that is free, then new ones. */
    LongSupplier supply(long minedNonce) {
        List<Long> gaps = new ArrayList<>(free.tailSet(minedNonce));
        long next = Math.max(highest + 1, minedNonce);
        return new LongSupplier() {
            private int given;

            @Override
            public long getAsLong() {
                int index = given++;
                return index < gaps.size() ? gaps.get(index) : next + index - gaps.size();
            }
        };
    }

    /**
     * What nobody will use: what is behind it cannot be mined.
     *
     * @param below free ones below that nonce; those above wait for the next command
     * @param open others; left out where a no-op was sent
     */
    List<Long> gaps(long below, List<Long> open) {
        return Stream.concat(free.headSet(below).stream(), open.stream().filter(nonce -> !filled.containsKey(nonce)))
                .limit(GAPS)
                .toList();
    }
}
