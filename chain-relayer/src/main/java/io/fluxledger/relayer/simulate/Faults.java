package io.fluxledger.relayer.simulate;

import io.fluxledger.relayer.send.LaneSettings;
import java.math.BigInteger;
import java.util.SplittableRandom;

/**
 * What goes wrong in one schedule, and how often. Chances are per opportunity.
 *
 * @param crash the process dies, between any two steps
 * @param unreachable a node does not answer; what it was asked to do may be done all the same
 * @param loss a node takes bytes and forgets them
 * @param delay bytes reach the pool later, perhaps after newer ones
 * @param lie a head is old or of a fork, or a receipt is missing or of a block that was replaced
 * @param reorg blocks are replaced that are not final
 * @param deepReorg blocks are replaced that were final
 * @param stranger another program uses the signer's next nonce
 * @param spike the base fee rises for a while
 */
record Faults(
        double crash,
        double unreachable,
        double loss,
        double delay,
        double lie,
        double reorg,
        double deepReorg,
        double stranger,
        double spike) {
    private static final double[] LEVELS = {0, 0.3, 1, 3};
    static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Faults draw(SplittableRandom random) {
        return new Faults(
                0.01 * level(random),
                0.03 * level(random),
                0.04 * level(random),
                0.08 * level(random),
                0.05 * level(random),
                0.05 * level(random),
                0.01 * level(random),
                0.01 * level(random),
                0.03 * level(random));
    }

    private static double level(SplittableRandom random) {
        return LEVELS[random.nextInt(LEVELS.length)];
    }

    static LaneSettings settings(SplittableRandom random) {
        return new LaneSettings(
                1 + random.nextInt(4),
                4 + random.nextInt(5),
                1 + random.nextInt(8),
                1 + random.nextInt(4),
                3_000,
                6_000,
                10,
                BigInteger.valueOf(1_000),
                BigInteger.ONE,
                600_000);
    }
}
