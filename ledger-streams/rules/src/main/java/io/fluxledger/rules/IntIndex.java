package io.fluxledger.rules;

/**
 * A hash index of small numbers (slots, positions): open addressing, eight bytes a place, of which half are bits of the
 * hash, so that neither a lookup that finds nothing nor growing has to look at what the numbers stand for. Hashes must be
 * mixed well and, where strangers choose the keys, with a secret.
 */
final class IntIndex {
    private static final int SMALLEST = 64;
    private static final long NUMBER_MASK = 0xFFFF_FFFFL;

    private long[] places = new long[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    /** First place that may hold a number of that hash; -1 when there is none. */
    int first(long hash) {
        return candidate((int) hash & (places.length - 1), hash);
    }

    /** The next such place. */
    int next(int place, long hash) {
        return candidate((place + 1) & (places.length - 1), hash);
    }

    private int candidate(int from, long hash) {
        int mask = places.length - 1;
        for (int place = from; places[place] != 0; place = (place + 1) & mask) {
            if ((int) (places[place] >>> 32) == (int) hash) {
                return place;
            }
        }
        return -1;
    }

    /** Number at a place. */
    int at(int place) {
        return (int) (places[place] & NUMBER_MASK) - 1;
    }

    void add(int number, long hash) {
        if (++size * 4L > places.length * 3L) {
            grow();
        }
        put((hash << 32) | (number + 1));
    }

    private void put(long stored) {
        int mask = places.length - 1;
        int place = (int) (stored >>> 32) & mask;
        while (places[place] != 0) {
            place = (place + 1) & mask;
        }
        places[place] = stored;
    }

    private void grow() {
        long[] before = places;
        places = new long[before.length * 2];
        for (long stored : before) {
            if (stored != 0) {
                put(stored);
            }
        }
    }

    /** Removes a number that is in the index; what followed it in its chain moves up. */
    void remove(int number, long hash) {
        int mask = places.length - 1;
        long stored = (hash << 32) | (number + 1);
        int hole = (int) hash & mask;
        while (places[hole] != stored) {
            if (places[hole] == 0) {
                throw new CorruptionException("an index does not know what it is asked to remove");
            }
            hole = (hole + 1) & mask;
        }
        places[hole] = 0;
        size--;
        for (int place = (hole + 1) & mask; places[place] != 0; place = (place + 1) & mask) {
            int home = (int) (places[place] >>> 32) & mask;
            // It may move up unless its home lies behind the hole, seen around the ring.
            if (((place - home) & mask) >= ((place - hole) & mask)) {
                places[hole] = places[place];
                places[place] = 0;
                hole = place;
            }
        }
    }
}
