package io.fluxledger.rules;

/**
 * A hash index of small numbers (slots, positions): open addressing, four bytes a place, half to a quarter full after
 * growing. What a number stands for is the owner's business. Hashes must be mixed well and, where strangers choose the
 * keys, with a secret.
 */
abstract class IntIndex {
    private static final int SMALLEST = 64;

    private int[] places = new int[SMALLEST];
    private int size;

    /** Hash of what that number stands for. */
    abstract long hash(int number);

    int size() {
        return size;
    }

    int start(long hash) {
        return (int) (hash >>> 32) & (places.length - 1);
    }

    int next(int place) {
        return (place + 1) & (places.length - 1);
    }

    /** Number at a place, -1 where the chain of candidates ends. */
    int at(int place) {
        return places[place] - 1;
    }

    void add(int number) {
        if (++size * 4L > places.length * 3L) {
            grow();
        }
        put(number);
    }

    private void put(int number) {
        int place = start(hash(number));
        while (places[place] != 0) {
            place = next(place);
        }
        places[place] = number + 1;
    }

    private void grow() {
        int[] before = places;
        places = new int[before.length * 2];
        for (int stored : before) {
            if (stored != 0) {
                put(stored - 1);
            }
        }
    }

    /** Removes a number that is in the index; what followed it in its chain moves up. */
    void remove(int number) {
        int hole = start(hash(number));
        while (places[hole] != number + 1) {
            if (places[hole] == 0) {
                throw new CorruptionException("an index does not know what it is asked to remove");
            }
            hole = next(hole);
        }
        places[hole] = 0;
        size--;
        int place = next(hole);
        while (places[place] != 0) {
            int home = start(hash(places[place] - 1));
            // Movable when its home is not within (hole, place], seen around the ring.
            if (((place - home) & (places.length - 1)) >= ((place - hole) & (places.length - 1))) {
                places[hole] = places[place];
                places[place] = 0;
                hole = place;
            }
            place = next(place);
        }
    }
}
