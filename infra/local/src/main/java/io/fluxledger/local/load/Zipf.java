package io.fluxledger.local.load;

import java.util.Arrays;
import java.util.Random;

/** Draws from 0 to n-1 where the k-th is drawn in proportion to 1/k^exponent; the same for the same seed. */
final class Zipf {
    private final double[] cumulative;
    private final Random random;

    Zipf(int n, double exponent, long seed) {
        this.cumulative = new double[n];
        this.random = new Random(seed);
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += 1 / Math.pow(k + 1, exponent);
            cumulative[k] = sum;
        }
    }

    int next() {
        double point = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, point);
        return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
    }
}
