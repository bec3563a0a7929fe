package io.fluxledger.relayer.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.relayer.send.Lane;
import io.fluxledger.relayer.send.LaneRound;
import io.fluxledger.relayer.send.LaneSettings;
import java.math.BigInteger;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever nodes do and whenever the process dies: each command takes effect exactly once and is announced as final, or never
 * and is announced as failed.
 */
class SimulationTest {
    private static final LaneSettings SLOW_TO_BE_FINAL =
            new LaneSettings(9, 8, 4, 4, 3_000, 6_000, 10, BigInteger.valueOf(1_000), BigInteger.ONE, 600_000);

    @Test
    void schedulesOfTheNormalBuild() {
        assertAllKept(1, 3_000);
    }

    @Test
    @Tag("slow")
    void manySchedules() {
        assertAllKept(1_000_000, 300_000);
    }

    /** Seeds that broke earlier states of the lane. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                1_838,
                1_927,
                2_572,
                3_173,
                3_282,
                100_404,
                110_007,
                110_123,
                111_210,
                117_803,
                1_000_003_680L,
                1_000_007_829L,
                1_000_052_562L,
                1_000_055_893L,
                1_000_157_338L,
                1_000_217_077L,
                1_000_266_628L,
                1_000_296_739L,
                1_000_296_847L,
                2_000_077_108L,
                3_000_133_273L
            })
    void whatWasWrongOnce(long seed) {
        Schedule.Result result = Schedule.run(seed);
        assertThat(result.violation()).as(result::report).isNull();
    }

    private static void assertAllKept(long firstSeed, int count) {
        Simulation.Summary summary = Simulation.run(firstSeed, count);
        assertThat(summary.violating())
                .as(() -> String.join("\n\n", summary.reports()))
                .isZero();
        assertThat(summary.schedules()).isEqualTo(count);
    }

    @Test
    void aSeedGivesTheSameRunAgain() {
        assertThat(Schedule.traced(42)).isEqualTo(Schedule.traced(42));
        assertThat(Schedule.traced(42).trace()).hasSizeGreaterThan(20);
    }

    /** A lane that has lost its records pays again, and the simulation sees it: that is what the records are for. */
    @Test
    void aLaneWithoutMemoryIsFoundOut() {
        SplittableRandom random = new SplittableRandom(1);
        SimulatedChain chain = new SimulatedChain(random, 1);
        SimulatedEffects effects = new SimulatedEffects();
        SimulatedCommand command =
                new SimulatedCommand(SimulatedCommand.command("a", null, 0), Long.MAX_VALUE, false, false);
        effects.add(command);
        for (int times = 1; times <= 2; times++) {
            SimulatedOutside outside = new SimulatedOutside(random, chain, effects, Faults.NONE, new Trace(false));
            // Nothing is final in so few rounds.
            Lane lane = new Lane(SLOW_TO_BE_FINAL);
            lane.accept(command.command());
            for (int i = 0; i < 3; i++) {
                boolean _ = LaneRound.run(lane, outside);
                outside.nowMs += 1_000;
                chain.mine(outside.nowMs / 1_000, 10, Map.of());
            }
            assertThat(effects.executions("a", chain.blocks())).isEqualTo(times);
        }
        assertThat(chain.head().nonceAfter()).isEqualTo(2);
        assertThat(BigInteger.valueOf(chain.baseFeeWei)).isPositive();
    }
}
