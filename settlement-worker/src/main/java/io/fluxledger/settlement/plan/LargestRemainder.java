package io.fluxledger.settlement.plan;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Splits a whole into whole parts by weight, with nothing lost to rounding. */
final class LargestRemainder {
    private LargestRemainder() {}

    private record Rest(int index, BigInteger remainder) {}

    /**
     * Every part is its exact quota rounded down; what is left goes, one each, to the largest remainders, the earlier
     * weight first among equals.
     *
     * @param weights not negative
     * @return parts in the order of the weights, summing to the whole; all zero when no weight is positive
     */
    static long[] split(long whole, long[] weights) {
        BigInteger total = BigInteger.ZERO;
        for (long weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("negative weight " + weight);
            }
            total = total.add(BigInteger.valueOf(weight));
        }
        long[] parts = new long[weights.length];
        if (total.signum() == 0) {
            return parts;
        }
        long left = whole;
        List<Rest> rests = new ArrayList<>(weights.length);
        for (int i = 0; i < weights.length; i++) {
            BigInteger[] quota = BigInteger.valueOf(whole)
                    .multiply(BigInteger.valueOf(weights[i]))
                    .divideAndRemainder(total);
            parts[i] = quota[0].longValueExact();
            left -= parts[i];
            rests.add(new Rest(i, quota[1]));
        }
        rests.sort(Comparator.comparing(Rest::remainder).reversed().thenComparingInt(Rest::index));
        for (Rest rest : rests.subList(0, Math.toIntExact(left))) {
            parts[rest.index()]++;
        }
        return parts;
    }
}
