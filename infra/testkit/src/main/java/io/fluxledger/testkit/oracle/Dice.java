package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.InputId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Seeded choices; the same seed gives the same run. */
final class Dice {
    private static final long HUGE_MICROS = Long.MAX_VALUE / 1000;
    private static final int FEW_NONCES = 4;
    private static final int MANY_NONCES = 400;

    private final SplittableRandom random;
    private final boolean vast;
    private long ids;

    Dice(long seed) {
        random = new SplittableRandom(seed);
        vast = random.nextInt(3) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long between(long least, long most) {
        return most <= least ? least : least + random.nextLong(Math.max(1, most - least + 1));
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    boolean perMille(int chance) {
        return random.nextInt(1000) < chance;
    }

    <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    <T> T of(T[] values) {
        return values[random.nextInt(values.length)];
    }

    long of(long... values) {
        return values[random.nextInt(values.length)];
    }

    /** An index, by weight. */
    int weighted(int... weights) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int left = random.nextInt(sum);
        int index = 0;
        while (left >= weights[index]) {
            left -= weights[index++];
        }
        return index;
    }

    InputId id() {
        return new InputId(1, ++ids);
    }

    long chain() {
        return of(Domain.CHAINS);
    }

    Address payer() {
        return of(Domain.PAYERS);
    }

    Address provider() {
        return of(Domain.PROVIDERS);
    }

    Bytes32 nonce() {
        return Domain.nonce(percent(5) ? below(FEW_NONCES) : FEW_NONCES + below(MANY_NONCES));
    }

    long micros() {
        if (vast && percent(18)) {
            return of(HUGE_MICROS, HUGE_MICROS / 2, HUGE_MICROS - 1, HUGE_MICROS + 1);
        }
        return percent(90) ? between(1, 200) : between(1, 2_000_000_000L);
    }

    long nanos() {
        return vast && percent(10) ? of(Long.MAX_VALUE, Long.MAX_VALUE / 2) : between(1, 60_000);
    }

    /** One to three positive amounts on distinct chains. */
    List<Draw> draws() {
        List<Draw> draws = new ArrayList<>();
        int first = below(Domain.CHAINS.length);
        int count = 1 + below(percent(60) ? 1 : Domain.CHAINS.length);
        for (int i = 0; i < count; i++) {
            draws.add(new Draw(Domain.CHAINS[(first + i) % Domain.CHAINS.length], nanos()));
        }
        return draws;
    }
}
