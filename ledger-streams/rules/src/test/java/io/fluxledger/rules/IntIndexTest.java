package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The index against a map of sets, with hashes that collide. */
class IntIndexTest {
    private static final int STEPS = 1_000_000;

    @Test
    void findsWhatAMapFinds() {
        for (int bits : new int[] {3, 8, 16}) {
            run(bits, 0);
            // Homes at the end of the table: chains go around.
            run(bits, -(1L << (bits - 1)));
        }
    }

    private static void run(int bits, long shift) {
        long seed = 31L * bits + shift;
        SplittableRandom random = new SplittableRandom(seed);
        IntIndex index = new IntIndex();
        Map<Long, Set<Integer>> model = new HashMap<>();
        List<long[]> held = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < STEPS / 6; i++) {
            // Grows, shrinks, and grows again.
            boolean add = held.isEmpty() || random.nextInt(100) < ((i >> 14) % 2 == 0 ? 60 : 35);
            if (add) {
                long hash = shift + random.nextLong(1L << bits);
                index.add(next, hash);
                model.computeIfAbsent(hash, h -> new HashSet<>()).add(next);
                held.add(new long[] {next++, hash});
            } else {
                int at = random.nextInt(held.size());
                long[] gone = held.get(at);
                held.set(at, held.getLast());
                held.removeLast();
                index.remove((int) gone[0], gone[1]);
                model.getOrDefault(gone[1], Set.of()).remove((int) gone[0]);
            }
            long hash = shift + random.nextLong(1L << bits);
            if (bits > 8 || i % 64 == 0) {
                assertThat(numbers(index, hash))
                        .as("seed %d step %d", seed, i)
                        .isEqualTo(model.getOrDefault(hash, Set.of()));
            }
            if (index.size() != held.size()) {
                throw new AssertionError("seed " + seed + " step " + i + ": " + index.size() + " of " + held.size());
            }
        }
    }

    private static Set<Integer> numbers(IntIndex index, long hash) {
        Set<Integer> numbers = new HashSet<>();
        for (int place = index.first(hash); place >= 0; place = index.next(place, hash)) {
            if (!numbers.add(index.at(place))) {
                throw new AssertionError("twice in its chain: " + index.at(place));
            }
        }
        return numbers;
    }

    @Test
    void whatItDoesNotKnowItCannotRemove() {
        IntIndex index = new IntIndex();
        index.add(4, 9);
        assertThatThrownBy(() -> index.remove(5, 9)).isInstanceOf(CorruptionException.class);
        assertThatThrownBy(() -> index.remove(4, 8)).isInstanceOf(CorruptionException.class);
        index.remove(4, 9);
        assertThat(index.first(9)).isEqualTo(-1);
    }
}
