package io.fluxledger.relayer.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawPlanTest {
    private static final long NANOS = 1_000_000_000;

    @ParameterizedTest(name = "{2} of {0} for {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # available                                              | payout    | amount | draws
            ethereum=50 polygon=25 arbitrum=15 avalanche=10          | arbitrum  | 10     | arbitrum=10
            ethereum=50 polygon=25 arbitrum=15 avalanche=10          | arbitrum  | 20     | arbitrum=15 ethereum=5
            ethereum=50 polygon=25 arbitrum=15 avalanche=10          | avalanche | 30     | avalanche=10 ethereum=20
            ethereum=3 polygon=25 arbitrum=15 avalanche=10           | avalanche | 20     | avalanche=10 arbitrum=10
            ethereum=50 polygon=25 arbitrum=15 avalanche=10          | avalanche | 100    | avalanche=10 arbitrum=15 ethereum=50 polygon=25
            optimism=50 ethereum=50                                  | arbitrum  | 20     | optimism=20
            ethereum=50 polygon=25 arbitrum=15 avalanche=10          | avalanche | 101    |
            """)
    void theCheapestCombination(String available, String payout, long amount, @Nullable String draws) {
        RouteWorld world = new RouteWorld();
        String planned = new DrawPlan(RouteWorld.router())
                .plan(funds(available), amount * NANOS, chain(payout), world.quotes(), world.health())
                .map(plan -> plan.draws().stream()
                        .map(draw -> RouteWorld.NETWORK.name(draw.chainId()) + "=" + draw.amountNanos() / NANOS)
                        .collect(Collectors.joining(" ")))
                .orElse("");
        assertThat(planned).isEqualTo(Objects.requireNonNullElse(draws, ""));
    }

    @Test
    void whatCannotBeBroughtThereIsNotDrawn() {
        RouteWorld world = new RouteWorld();
        world.chainsDown.put(RouteWorld.ETHEREUM, "no answer");
        Map<Long, Long> funds = funds("ethereum=50 polygon=25");
        DrawPlan.Plan plan = new DrawPlan(RouteWorld.router())
                .plan(funds, 20 * NANOS, RouteWorld.ARBITRUM, world.quotes(), world.health())
                .orElseThrow();
        assertThat(plan.draws()).containsExactly(new DrawPlan.Draw(RouteWorld.POLYGON, 20 * NANOS));
    }

    @Test
    void theCostIsThatOfTheWholeRoute() {
        RouteWorld world = new RouteWorld();
        DrawPlan.Plan plan = new DrawPlan(RouteWorld.router())
                .plan(funds("optimism=50"), 20 * NANOS, RouteWorld.ARBITRUM, world.quotes(), world.health())
                .orElseThrow();
        RouteAnswer.Routed routed = (RouteAnswer.Routed) RouteWorld.router()
                .route(
                        RouteRequest.of(RouteWorld.OPTIMISM, RouteWorld.ARBITRUM, 20_000_000),
                        world.quotes(),
                        world.health());
        assertThat(plan.costMicros()).isEqualTo(routed.costMicros());
    }

    private static Map<Long, Long> funds(String text) {
        Map<Long, Long> funds = new TreeMap<>();
        Arrays.stream(text.split(" ", -1))
                .map(part -> part.split("=", -1))
                .forEach(part -> funds.put(chain(part[0]), Long.parseLong(part[1]) * NANOS));
        return funds;
    }

    private static long chain(String name) {
        return Objects.requireNonNull(RouteWorld.CHAINS.get(name), name);
    }
}
