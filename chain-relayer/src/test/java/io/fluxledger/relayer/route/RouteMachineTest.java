package io.fluxledger.relayer.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteMachineTest {
    private static final long NOW = 1_000_000;
    private static final String HASH = "0xcc";
    private final RouteWorld world = new RouteWorld();
    private final RouteMachine machine = new RouteMachine(RouteWorld.router());

    @Test
    void aPayoutGoesLegByLegAndTheLedgerHearsOfEach() {
        RouteStep begun = look(RouteMachine.opened(payout(null), NOW), NOW);
        assertThat(begun.route().legs()).hasSize(2);
        assertThat(begun.actions())
                .containsExactly(new RouteAction.Send(begun.route().legs().getFirst()));

        RouteStep locked = machine.apply(begun.route(), locked(0), world.outlook(NOW + 1));
        assertThat(locked.actions()).singleElement().isInstanceOfSatisfying(RouteAction.TellMove.class, told -> {
            assertThat(told.status()).isEqualTo(RouteAction.MoveStatus.SENT);
            assertThat(told.moveId()).hasSize(64);
        });
        assertThat(machine.apply(locked.route(), locked(0), world.outlook(NOW + 2))
                        .actions())
                .as("twice is once")
                .isEmpty();

        RouteStep arrived = machine.apply(locked.route(), new RouteEvent.Released(0, "0xaa"), world.outlook(NOW + 3));
        assertThat(arrived.actions()).hasSize(2);
        assertThat(arrived.actions().getFirst())
                .isInstanceOfSatisfying(
                        RouteAction.TellMove.class,
                        told -> assertThat(told.status()).isEqualTo(RouteAction.MoveStatus.RECEIVED));
        assertThat(arrived.actions().getLast())
                .isEqualTo(new RouteAction.Send(arrived.route().legs().getLast()));

        RouteStep paid =
                machine.apply(arrived.route(), new RouteEvent.Ended(1, true, "0xbb", 0, null), world.outlook(NOW + 4));
        assertThat(paid.route().status()).isEqualTo(Route.Status.DONE);
        assertThat(paid.actions()).isEmpty();
    }

    /** A reorganisation takes the lock back, and it comes again. */
    @Test
    void aLockThatWasTakenBackIsAwaitedAgain() {
        Route locked = machine.apply(
                        look(RouteMachine.opened(payout(null), NOW), NOW).route(), locked(0), world.outlook(NOW + 1))
                .route();
        RouteStep revoked = machine.apply(locked, new RouteEvent.Revoked(0), world.outlook(NOW + 2));
        assertThat(revoked.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        RouteAction.TellMove.class,
                        told -> assertThat(told.status()).isEqualTo(RouteAction.MoveStatus.REVOKED));
        RouteStep again = machine.apply(revoked.route(), locked(0), world.outlook(NOW + 3));
        assertThat(again.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        RouteAction.TellMove.class,
                        told -> assertThat(told.status()).isEqualTo(RouteAction.MoveStatus.SENT));
    }

    @Test
    void aBridgeThatRefusedIsNotAskedAgainAtOnce() {
        Route sent = look(RouteMachine.opened(payout(null), NOW), NOW).route();
        RouteStep refused =
                machine.apply(sent, new RouteEvent.Ended(0, false, null, 0, "TokenPaused"), world.outlook(NOW + 1));
        assertThat(refused.route().legs().getFirst().status()).isEqualTo(RouteLeg.Status.FAILED);
        assertThat(refused.route().legs().get(1).status()).isEqualTo(RouteLeg.Status.DROPPED);
        Leg next = ((RouteAction.Send) refused.actions().getFirst()).leg().leg();
        assertThat(RouterTest.described(next)).isEqualTo("native ethereum arbitrum");
        assertThat(refused.route().considered()).contains("hop from ethereum to arbitrum: failed a moment ago");
    }

    @Test
    void whatIsHeldGoesOnWhenABridgeIsBack() {
        world.chainsDown.put(RouteWorld.ARBITRUM, "no answer");
        RouteStep held = look(RouteMachine.opened(payout(null), NOW), NOW);
        assertThat(held.route().status()).isEqualTo(Route.Status.HELD);
        assertThat(held.route().cutOff()).isTrue();
        assertThat(held.actions()).isEmpty();
        assertThat(look(held.route(), NOW + 1_000).route()).as("nothing new").isSameAs(held.route());
        assertThat(Holds.wanted(List.of(held.route()), RouteWorld.router(), world.outlook(NOW)))
                .containsOnlyKeys(RouteWorld.ARBITRUM);
        world.chainsDown.clear();
        RouteStep on = look(held.route(), NOW + 2_000);
        assertThat(on.route().status()).isEqualTo(Route.Status.MOVING);
        assertThat(on.actions()).hasSize(1);
        assertThat(Holds.wanted(List.of(on.route()), RouteWorld.router(), world.outlook(NOW)))
                .isEmpty();
    }

    /** The price may never come back; a bridge that is down is another matter. */
    @Test
    void aSwapThatIsNotPossibleForADayIsGivenBackAndStopsNoClocks() {
        world.pools.replaceAll(
                (key, pool) -> new Quotes.PoolQuote(BigInteger.valueOf(1_000), BigInteger.valueOf(1_000), 30));
        Payout payout = payout(RouteWorld.EURO_ON_ARBITRUM);
        Route held = look(RouteMachine.opened(payout, NOW), NOW).route();
        assertThat(held.status()).isEqualTo(Route.Status.HELD);
        assertThat(held.cutOff()).isFalse();
        assertThat(Holds.wanted(List.of(held), RouteWorld.router(), world.outlook(NOW)))
                .isEmpty();
        assertThat(look(held, NOW + 86_399_999).route().status()).isEqualTo(Route.Status.HELD);
        RouteStep back = look(held, NOW + 86_400_000);
        assertThat(back.route().status()).isEqualTo(Route.Status.RETURNED);
        assertThat(back.actions()).singleElement().isInstanceOf(RouteAction.TellReturned.class);
    }

    @Test
    void aSwapThatIsTakenBackAfterItPaidIsToldAndPaysAnew() {
        Route route = look(RouteMachine.opened(payout(RouteWorld.EURO_ON_ARBITRUM), NOW), NOW)
                .route();
        route = paidBySwap(route);
        assertThat(route.status()).isEqualTo(Route.Status.DONE);
        int swap = route.legs().getLast().number();
        assertThat(machine.apply(route, new RouteEvent.Revoked(0), world.outlook(NOW + 5))
                        .actions())
                .as("of a move that the payment has used")
                .isEmpty();
        RouteStep revoked = machine.apply(route, new RouteEvent.Revoked(swap), world.outlook(NOW + 5));
        assertThat(revoked.route().status()).isEqualTo(Route.Status.PAYING);
        assertThat(revoked.actions())
                .singleElement()
                .isEqualTo(new RouteAction.TellSwapRevoked(swap, 42_161, HASH, NOW + 5));
        RouteStep again = swapped(revoked.route(), swap, NOW + 6);
        assertThat(again.route().status()).isEqualTo(Route.Status.DONE);
        assertThat(again.actions()).singleElement().isEqualTo(new RouteAction.TellSwapped(swap, 42_161, HASH, NOW + 6));
    }

    /** Brings everything that is under way to its end, until nothing is left to do. */
    private Route paidBySwap(Route begun) {
        Route route = begun;
        for (long at = NOW + 1; !route.isOver(); at++) {
            RouteLeg leg = route.legs().stream()
                    .filter(RouteLeg::isInFlight)
                    .findFirst()
                    .orElseThrow();
            if (leg.leg() instanceof Leg.SwapPay) {
                route = swapped(route, leg.number(), at).route();
            } else {
                route = machine.apply(route, locked(leg.number()), world.outlook(at))
                        .route();
                route = machine.apply(route, new RouteEvent.Released(leg.number(), HASH), world.outlook(at))
                        .route();
            }
        }
        return route;
    }

    private RouteStep swapped(Route route, int leg, long nowMs) {
        Route ended = machine.apply(route, locked(leg), world.outlook(nowMs)).route();
        return machine.apply(ended, new RouteEvent.Swapped(leg, BigInteger.TEN), world.outlook(nowMs));
    }

    @Test
    void aBridgeThatHasNotReleasedInItsTimeIsDownForAllOthers() {
        Route locked = machine.apply(
                        look(RouteMachine.opened(payout(null), NOW), NOW).route(), locked(0), world.outlook(NOW))
                .route();
        long lateMs = (100 + 900) * 1_000L;
        Outlook inTime = Overdue.added(world.outlook(NOW + lateMs), List.of(locked), RoutePolicy.DEFAULT);
        assertThat(inTime.health().bridgesDown()).isEmpty();
        Outlook late = Overdue.added(world.outlook(NOW + lateMs + 1), List.of(locked), RoutePolicy.DEFAULT);
        assertThat(late.health().bridgesDown()).containsOnlyKeys("hop:1>42161");
    }

    @Test
    void sourcesThatDoNotAddUpAreRefused() {
        Payout wrong = new Payout(
                "p",
                "0xp",
                "0xr",
                RouteWorld.ARBITRUM,
                2,
                List.of(new Payout.Source(RouteWorld.ETHEREUM, 1_999)),
                List.of(),
                null,
                0,
                NOW);
        assertThatThrownBy(() -> RouteMachine.opened(wrong, NOW)).hasMessageContaining("1999 nano-USDC");
    }

    /** It would wait for ever, and nothing is on its way yet. */
    @Test
    void whatNoChainCanPayIsGivenBackAtOnce() {
        RouteStep back = look(RouteMachine.opened(onChain(5, List.of(6L)), NOW), NOW);
        assertThat(back.route().status()).isEqualTo(Route.Status.RETURNED);
        assertThat(back.route().reason()).isEqualTo("no chain of this deployment: 5");
        assertThat(back.actions())
                .containsExactly(new RouteAction.TellReturned(5, null, "no chain of this deployment: 5"));
        assertThat(look(back.route(), NOW + 1).actions()).isEmpty();

        RouteStep elsewhere = look(RouteMachine.opened(onChain(5, List.of(6L, RouteWorld.ARBITRUM)), NOW), NOW);
        assertThat(elsewhere.route().legs().getLast().leg().chainId()).isEqualTo(RouteWorld.ARBITRUM);

        world.chainsDown.put(RouteWorld.ARBITRUM, "no answer");
        assertThat(look(RouteMachine.opened(onChain(5, List.of(RouteWorld.ARBITRUM)), NOW), NOW)
                        .route()
                        .status())
                .as("a chain that is served comes back")
                .isEqualTo(Route.Status.HELD);
    }

    private static Payout onChain(long chainId, List<Long> alternatives) {
        return new Payout(
                "instant:0:7",
                "0xprovider",
                "0xrecipient",
                chainId,
                100_000_000,
                List.of(new Payout.Source(RouteWorld.ETHEREUM, 100_000_000_000L)),
                alternatives,
                null,
                100,
                NOW);
    }

    private RouteStep look(Route route, long nowMs) {
        return machine.apply(route, new RouteEvent.Looked(), world.outlook(nowMs));
    }

    private static RouteEvent locked(int leg) {
        return new RouteEvent.Ended(leg, true, HASH, 1_080_000, null);
    }

    private static Payout payout(@Nullable String token) {
        return new Payout(
                "instant:0:7",
                "0xprovider",
                "0xrecipient",
                RouteWorld.ARBITRUM,
                100_000_000,
                List.of(new Payout.Source(RouteWorld.ETHEREUM, 100_000_000_000L)),
                List.of(),
                token,
                100,
                NOW);
    }
}
