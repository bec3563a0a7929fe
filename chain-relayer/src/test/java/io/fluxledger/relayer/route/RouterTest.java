package io.fluxledger.relayer.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    private static final long DOLLAR = 1_000_000;

    /** The document's routing matrix, its scenarios and its failures: conditions, then the way that is chosen. */
    @ParameterizedTest(name = "{0} to {1}, {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # from    | to        | conditions                                | way                                               | cents    | seconds
            ethereum  | ethereum  |                                           | pay ethereum                                      | 1-2      | 15-15
            arbitrum  | arbitrum  |                                           | pay arbitrum                                      | 1-2      | 5-15
            optimism  | arbitrum  |                                           | hop optimism arbitrum, pay arbitrum               | 50-200   | 60-180
            arbitrum  | optimism  |                                           | hop arbitrum optimism, pay optimism               | 50-200   | 60-180
            ethereum  | arbitrum  |                                           | hop ethereum arbitrum, pay arbitrum               | 100-500  | 60-300
            arbitrum  | ethereum  |                                           | hop arbitrum ethereum, pay ethereum               | 100-500  | 60-300
            polygon   | avalanche |                                           | hop polygon ethereum, hop ethereum avalanche, pay avalanche  | 200-1000 | 120-600
            polygon   | avalanche | amount=20000                              | hop polygon arbitrum, hop arbitrum avalanche, pay avalanche  | 200-5000 | 120-600
            polygon   | avalanche | liquidity=hop:1>43114=10                  | hop polygon arbitrum, hop arbitrum avalanche, pay avalanche  | 500-2000 | 300-900
            polygon   | avalanche | gas=ethereum=60                           | hop polygon arbitrum, hop arbitrum avalanche, pay avalanche  | 500-2000 | 300-900
            optimism  | avalanche |                                           | hop optimism arbitrum, hop arbitrum avalanche, pay avalanche | 200-1000 | 120-600
            ethereum  | arbitrum  | down=hop:1>42161                          | native ethereum arbitrum, pay arbitrum            | 100-500  | 60-300
            ethereum  | arbitrum  | amount=5000                               | native ethereum arbitrum, pay arbitrum            | 100-500  | 60-300
            ethereum  | arbitrum  | down=hop:1>42161 down=native:1>42161      | hop ethereum optimism, hop optimism arbitrum, pay arbitrum   | 150-500  | 60-300
            ethereum  | arbitrum  | max=hop:1>42161=50                        | native ethereum arbitrum, pay arbitrum            | 100-500  | 60-300
            ethereum  | arbitrum  | avoid=hop:1>42161                         | native ethereum arbitrum, pay arbitrum            | 100-500  | 60-300
            arbitrum  | ethereum  | gas=ethereum=250                          | hop arbitrum ethereum, pay ethereum               | 6000-9000 | 60-300
            arbitrum  | ethereum  | gas=ethereum=250 alternatives=optimism    | hop arbitrum optimism, pay optimism               | 50-200   | 60-180
            arbitrum  | ethereum  | gas=ethereum=250 alternatives=avalanche,optimism | hop arbitrum optimism, pay optimism        | 50-200   | 60-180
            arbitrum  | ethereum  | gas=ethereum=200 alternatives=optimism    | hop arbitrum ethereum, pay ethereum               | 5000-8000 | 60-300
            arbitrum  | ethereum  | gas=ethereum=250 gas=optimism=250 alternatives=optimism | hop arbitrum ethereum, pay ethereum | 6000-9000 | 60-300
            ethereum  | ethereum  | gas=ethereum=250 alternatives=optimism    | pay ethereum                                      | 6000-9000 | 15-15
            polygon   | optimism  | down=hop:1>10 down=hop:42161>10 alternatives=arbitrum | hop polygon arbitrum, pay arbitrum    | 200-500  | 60-300
            polygon   | optimism  | chaindown=optimism alternatives=arbitrum  | hop polygon arbitrum, pay arbitrum    | 200-500  | 60-300
            ethereum  | avalanche | token                                     | hop ethereum avalanche, swap avalanche            | 300-1000 | 60-600
            avalanche | avalanche | token                                     | swap avalanche                                    | 0-10     | 5-15
            optimism  | avalanche | token down=hop:1>43114 down=hop:42161>43114 alternatives=arbitrum | hop optimism arbitrum, swap arbitrum | 50-200 | 60-300
            optimism  | avalanche | chaindown=arbitrum                        | hop optimism ethereum, hop ethereum avalanche, pay avalanche | 500-1000 | 300-600
            """)
    void theMatrix(String from, String to, @Nullable String conditions, String way, String cents, String seconds) {
        RouteAnswer answer = ask(from, to, conditions);
        assertThat(answer).isInstanceOf(RouteAnswer.Routed.class);
        RouteAnswer.Routed routed = (RouteAnswer.Routed) answer;
        assertThat(described(routed)).isEqualTo(way);
        assertThat(routed.costMicros() / 10_000).as("cents").isBetween(low(cents), high(cents));
        assertThat((long) routed.seconds()).as("seconds").isBetween(low(seconds), high(seconds));
    }

    @ParameterizedTest(name = "{0} to {1}, {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # from    | to        | conditions                                             | unreachable | why
            arbitrum  | avalanche | down=hop:1>43114 down=hop:42161>43114                  | true  | hop from ethereum to avalanche: paused; hop from arbitrum to avalanche: paused
            arbitrum  | avalanche | chaindown=avalanche                                    | true  | avalanche: no answer
            arbitrum  | avalanche | liquidity=hop:1>43114=1 liquidity=hop:42161>43114=1    | true  | hop from ethereum to avalanche: has 1000000 there, 100000000 micro-USDC are needed; hop from arbitrum to avalanche: has 1000000 there, 100000000 micro-USDC are needed
            arbitrum  | avalanche | down=hop:1>43114 treasury=arbitrum=5                   | true  | hop from ethereum to avalanche: paused; hop from arbitrum to avalanche: the treasury has 5000000, not 103051525
            arbitrum  | avalanche | down=hop:1>43114 down=hop:42161>43114 alternatives=optimism gas=optimism=300 | true | hop from ethereum to avalanche: paused; hop from arbitrum to avalanche: paused; optimism is congested: 300 gwei
            avalanche | avalanche | token slippage=10                                      | false | pool 43114:0x000000000000000000000000000000000291de17: gives 9230629357, at least 9250000000 are wanted; no swap to 0x00000000000000000000000000000000000000ea on avalanche
            """)
    void noWay(String from, String to, String conditions, boolean unreachable, String why) {
        RouteAnswer answer = ask(from, to, conditions);
        assertThat(answer).isInstanceOf(RouteAnswer.NoRoute.class);
        RouteAnswer.NoRoute none = (RouteAnswer.NoRoute) answer;
        assertThat(none.unreachable()).isEqualTo(unreachable);
        assertThat(String.join("; ", none.reasons())).isEqualTo(why);
    }

    @Test
    void everySourceGetsItsOwnPathAndTheCostsAddUp() {
        RouteWorld world = new RouteWorld();
        RouteRequest request = new RouteRequest(
                List.of(
                        new RouteRequest.Source(0, RouteWorld.OPTIMISM, 3 * DOLLAR),
                        new RouteRequest.Source(1, RouteWorld.ARBITRUM, 2 * DOLLAR),
                        new RouteRequest.Source(2, RouteWorld.ETHEREUM, 5 * DOLLAR)),
                RouteWorld.ARBITRUM,
                List.of(),
                null,
                0,
                Set.of());
        RouteAnswer.Routed routed =
                (RouteAnswer.Routed) RouteWorld.router().route(request, world.quotes(), world.health());
        assertThat(described(routed)).isEqualTo("hop optimism arbitrum, hop ethereum arbitrum, pay arbitrum");
        assertThat(routed.legs().getLast()).isEqualTo(new Leg.Pay(RouteWorld.ARBITRUM, 10 * DOLLAR));
        long fees = routed.legs().stream()
                .filter(Leg.Move.class::isInstance)
                .mapToLong(leg -> ((Leg.Move) leg).feeMicros())
                .sum();
        assertThat(routed.feesMicros()).isEqualTo(fees);
        assertThat(((Leg.Move) routed.legs().get(1)).path()).isEqualTo(2);
    }

    @Test
    void whatArrivesIsAtLeastWhatIsNeededAndOneMicroLessWouldNotDo() {
        for (int bps : new int[] {0, 1, 5, 30, 9_999}) {
            for (long flat : new long[] {0, 1, 1_000, 999_999}) {
                Quotes.BridgeQuote quote = new Quotes.BridgeQuote(flat, bps, 0, Long.MAX_VALUE, Long.MAX_VALUE);
                for (long needed : new long[] {1, 2, 7_000, 19_999, 123_456_789, 900_000_000_000_000L}) {
                    long sent = quote.sentMicros(needed);
                    assertThat(sent - quote.feeMicros(sent)).isGreaterThanOrEqualTo(needed);
                    assertThat(sent - 1 - quote.feeMicros(sent - 1)).isLessThan(needed);
                }
            }
        }
    }

    @Test
    void theSwapsBoundIsThePoolsPriceLessTheSlippage() {
        RouteAnswer.Routed routed = (RouteAnswer.Routed) ask("avalanche", "avalanche", "token slippage=100");
        Leg.SwapPay swap = (Leg.SwapPay) routed.legs().getFirst();
        // 100 USDC at 1.08 with eight decimals are 92.59 euros; one percent less of them.
        assertThat(swap.leastOut()).isEqualTo(new BigInteger("9166666666"));
    }

    @Test
    void theSameQuestionHasTheSameAnswer() {
        RouteAnswer first = ask("polygon", "avalanche", null);
        for (int i = 0; i < 20; i++) {
            assertThat(ask("polygon", "avalanche", null)).isEqualTo(first);
        }
    }

    private static RouteAnswer ask(String from, String to, @Nullable String conditions) {
        RouteWorld world = new RouteWorld();
        long amount = 100 * DOLLAR;
        List<Long> alternatives = new ArrayList<>();
        String token = null;
        int slippageBps = 100;
        Set<String> avoid = Set.of();
        for (String condition : conditions == null ? new String[0] : conditions.split("\\s+", -1)) {
            String[] parts = condition.split("=", -1);
            switch (parts[0]) {
                case "amount" -> amount = Long.parseLong(parts[1]) * DOLLAR;
                case "gas" -> world.gas.put(chain(parts[1]), Long.parseLong(parts[2]) * 1_000_000_000L);
                case "down" -> world.bridgesDown.put(parts[1], "paused");
                case "chaindown" -> world.chainsDown.put(chain(parts[1]), "no answer");
                case "liquidity" -> world.liquidity(parts[1], Long.parseLong(parts[2]) * DOLLAR);
                case "max" ->
                    world.bridges.computeIfPresent(
                            parts[1],
                            (k, q) -> new Quotes.BridgeQuote(
                                    q.flatMicros(),
                                    q.feeBps(),
                                    q.seconds(),
                                    q.availableMicros(),
                                    Long.parseLong(parts[2]) * DOLLAR));
                case "treasury" -> world.treasuries.put(chain(parts[1]), Long.parseLong(parts[2]) * DOLLAR);
                case "avoid" -> avoid = Set.of(parts[1]);
                case "alternatives" ->
                    Arrays.stream(parts[1].split(",", -1))
                            .map(RouterTest::chain)
                            .forEach(alternatives::add);
                case "token" -> token = RouteWorld.EURO_ON_AVALANCHE;
                case "slippage" -> slippageBps = Integer.parseInt(parts[1]);
                default -> throw new IllegalArgumentException(condition);
            }
        }
        RouteRequest request = new RouteRequest(
                List.of(new RouteRequest.Source(0, chain(from), amount)),
                chain(to),
                alternatives,
                token,
                slippageBps,
                avoid);
        return RouteWorld.router().route(request, world.quotes(), world.health());
    }

    static String described(RouteAnswer.Routed routed) {
        return routed.legs().stream().map(RouterTest::described).collect(Collectors.joining(", "));
    }

    static String described(Leg leg) {
        Network network = RouteWorld.NETWORK;
        return switch (leg) {
            case Leg.Move move ->
                move.bridge().name() + " " + network.name(move.bridge().fromChainId()) + " "
                        + network.name(move.bridge().toChainId());
            case Leg.Pay pay -> "pay " + network.name(pay.chainId());
            case Leg.SwapPay swap -> "swap " + network.name(swap.chainId());
        };
    }

    private static long chain(String name) {
        Long id = RouteWorld.CHAINS.get(name);
        if (id == null) {
            throw new IllegalArgumentException("No chain " + name);
        }
        return id;
    }

    private static long low(String range) {
        return Long.parseLong(range.substring(0, range.indexOf('-')));
    }

    private static long high(String range) {
        return Long.parseLong(range.substring(range.indexOf('-') + 1));
    }
}
