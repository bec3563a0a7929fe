package io.fluxledger.relayer.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bridges that go down, lose locks and refuse them, and a process that dies between any two steps. */
class RouteSimulationTest {
    private static final int SEEDS = Integer.getInteger("fluxledger.route.seeds", 20);
    private static final int PAYOUTS = 6;
    private static final int TROUBLED_ROUNDS = 60;
    private static final int MAX_ROUNDS = 1_500;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 1})
    void everyPayoutIsPaidOnceOrGivenBack(double trouble) {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Run(seed, trouble, false).untilOver();
        }
    }

    @Test
    void whereNoBridgeLeadsAnyMoreTheMoneyStaysWhereTheLedgerSaysThatItIs() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Run(seed, 0.5, true).untilHeld();
        }
    }

    /** The checks are worth something only if they fail when a state that was reached is lost. */
    @Test
    void whatForgetsItsStatePaysTwice() {
        int wrong = 0;
        for (long seed = 0; seed < 20; seed++) {
            Run run = new Run(seed, 0.1, false);
            run.forgetful = true;
            try {
                run.untilOver();
            } catch (AssertionError e) {
                wrong++;
            }
        }
        assertThat(wrong).isPositive();
    }

    /** One world and one process that is started again and again. */
    private static final class Run {
        final String name;
        final Random random;
        final SimulatedChains chains;
        final boolean cut;
        final RouteMachine machine = new RouteMachine(RouteWorld.router());
        final List<Payout> journal = new ArrayList<>();
        final Map<String, Route> durable = new LinkedHashMap<>();
        final List<RouteAction> told = new ArrayList<>();
        final Map<String, Long> toldChain = new HashMap<>();
        int journalOffset;
        int outcomeOffset;
        boolean forgetful;

        Run(long seed, double trouble, boolean cut) {
            this.name = "seed " + seed + ", trouble " + trouble;
            this.random = new Random(seed);
            this.chains = new SimulatedChains(random, trouble);
            this.cut = cut;
            for (int i = 0; i < PAYOUTS; i++) {
                journal.add(payout(i));
            }
        }

        private Payout payout(int i) {
            List<Long> ids =
                    List.of(RouteWorld.ETHEREUM, RouteWorld.POLYGON, RouteWorld.ARBITRUM, RouteWorld.AVALANCHE);
            List<Payout.Source> sources = new ArrayList<>();
            long sumNanos = 0;
            int from = random.nextInt(ids.size());
            for (int s = 0; s <= random.nextInt(3); s++) {
                long nanos = 500L + random.nextInt(2_000_000_000);
                sources.add(new Payout.Source(ids.get((from + s) % ids.size()), nanos));
                sumNanos += nanos;
            }
            long restNanos = (1_000 - sumNanos % 1_000) % 1_000;
            sources.add(new Payout.Source(RouteWorld.OPTIMISM, restNanos + 1_000));
            sumNanos += restNanos + 1_000;
            boolean euro = random.nextInt(4) == 0;
            return new Payout(
                    "p" + i,
                    "0xprovider",
                    "0xrecipient",
                    euro || cut ? RouteWorld.AVALANCHE : ids.get(random.nextInt(ids.size())),
                    sumNanos / 1_000,
                    sources,
                    random.nextBoolean() || cut ? List.of() : List.of(RouteWorld.OPTIMISM),
                    euro ? RouteWorld.EURO_ON_AVALANCHE : null,
                    100,
                    chains.nowMs);
        }

        void untilOver() {
            long totalMicros = chains.totalMicros();
            for (int round = 0; round < MAX_ROUNDS && !isOver(); round++) {
                round(round > TROUBLED_ROUNDS);
            }
            assertThat(durable).as(name).hasSize(PAYOUTS);
            for (Payout payout : journal) {
                checkEnd(payout, route(payout));
            }
            checkMoney(totalMicros);
        }

        void untilHeld() {
            long totalMicros = chains.totalMicros();
            for (int round = 0; round < 400; round++) {
                round(round > TROUBLED_ROUNDS);
            }
            for (Payout payout : journal) {
                Route route = route(payout);
                if (route.isHeld()) {
                    assertThat(route.cutOff()).as(name + " " + route).isTrue();
                    assertThat(chains.paidMicros).as(name).doesNotContainKey(payout.payoutId());
                    assertThat(route.legs().stream().noneMatch(RouteLeg::isInFlight))
                            .as(name)
                            .isTrue();
                } else {
                    checkEnd(payout, route);
                }
            }
            assertThat(Holds.wanted(durable.values(), RouteWorld.router(), chains.outlook()))
                    .as(name)
                    .containsOnlyKeys(RouteWorld.AVALANCHE);
            checkMoney(totalMicros);
        }

        private boolean isOver() {
            return journalOffset == journal.size()
                    && durable.values().stream().allMatch(Route::isOver)
                    && chains.transfers.values().stream().allMatch(t -> t.over);
        }

        private void round(boolean calm) {
            chains.pass(calm);
            if (cut) {
                chains.world.bridgesDown.put("hop:1>43114", "paused");
                chains.world.bridgesDown.put("hop:42161>43114", "paused");
            }
            transaction(calm);
        }

        /** What a process does between two commits. It may die before the commit: then nothing of it has happened. */
        private void transaction(boolean calm) {
            Map<String, Route> changed = new LinkedHashMap<>();
            List<RouteAction> actions = new ArrayList<>();
            List<String> owners = new ArrayList<>();
            Outlook outlook = chains.outlook();
            int journalEnd = Math.min(journal.size(), journalOffset + random.nextInt(3));
            for (int i = journalOffset; i < journalEnd; i++) {
                Route opened = RouteMachine.opened(journal.get(i), chains.nowMs);
                changed.put(opened.payoutId(), opened);
            }
            int outcomeEnd = Math.min(chains.outcomes.size(), outcomeOffset + random.nextInt(4));
            for (int i = outcomeOffset; i < outcomeEnd; i++) {
                SimulatedChains.Outcome outcome = chains.outcomes.get(i);
                apply(outcome.payoutId(), outcome.ended(), outlook, changed, actions, owners);
            }
            for (Route route : List.copyOf(durable.values())) {
                for (RouteLeg leg : route.legs()) {
                    RouteEvent seen = leg.status() == RouteLeg.Status.LOCKED && random.nextBoolean()
                            ? chains.seen(route.payoutId(), leg)
                            : null;
                    if (seen != null) {
                        apply(route.payoutId(), seen, outlook, changed, actions, owners);
                    }
                }
                apply(route.payoutId(), new RouteEvent.Looked(), outlook, changed, actions, owners);
            }
            if (!calm && chains.chance(0.2)) {
                return;
            }
            boolean forgets = forgetful && random.nextInt(4) == 0;
            if (!forgets) {
                durable.putAll(changed);
                journalOffset = journalEnd;
                outcomeOffset = outcomeEnd;
            }
            for (int i = 0; i < actions.size(); i++) {
                carryOut(owners.get(i), actions.get(i), forgets);
            }
        }

        private void apply(
                String payoutId,
                RouteEvent event,
                Outlook outlook,
                Map<String, Route> changed,
                List<RouteAction> actions,
                List<String> owners) {
            Route now = changed.getOrDefault(payoutId, durable.get(payoutId));
            if (now != null) {
                keep(machine.apply(now, event, outlook), changed, actions, owners);
            }
        }

        private static void keep(
                RouteStep step, Map<String, Route> changed, List<RouteAction> actions, List<String> owners) {
            changed.put(step.route().payoutId(), step.route());
            step.actions().forEach(action -> {
                actions.add(action);
                owners.add(step.route().payoutId());
            });
        }

        private void carryOut(String payoutId, RouteAction action, boolean forgets) {
            if (action instanceof RouteAction.Send(RouteLeg leg)) {
                String suffix = forgets ? "again" + random.nextInt() : "";
                chains.give(payoutId + suffix, leg);
            } else {
                told.add(action);
                if (action instanceof RouteAction.TellChain chain) {
                    toldChain.put(payoutId, chain.chainId());
                }
            }
        }

        private Route route(Payout payout) {
            Route route = durable.get(payout.payoutId());
            assertThat(route).as(name + " " + payout).isNotNull();
            return Objects.requireNonNull(route);
        }

        private void checkEnd(Payout payout, Route route) {
            String what = name + ": " + route;
            @Nullable Long paid = chains.paidMicros.get(payout.payoutId());
            switch (route.status()) {
                case DONE -> {
                    assertThat(paid).as(what).isEqualTo(payout.amountMicros());
                    assertThat(chains.paidOn.get(payout.payoutId()))
                            .as(what)
                            .isEqualTo(toldChain.getOrDefault(payout.payoutId(), payout.chainId()))
                            .isEqualTo(route.chainId());
                }
                case RETURNED -> assertThat(paid).as(what).isNull();
                case MOVING, PAYING, HELD -> throw new AssertionError("Not over: " + what);
            }
        }

        /** Nothing is made or lost, and every treasury has what the ledger was told that it has. */
        private void checkMoney(long totalMicros) {
            assertThat(chains.totalMicros()).as(name).isEqualTo(totalMicros);
            Map<Long, Long> ledger = new HashMap<>();
            RouteWorld.CHAINS.values().forEach(chain -> ledger.put(chain, SimulatedChains.START_MICROS));
            for (RouteAction action : told) {
                if (action instanceof RouteAction.TellMove(var _, var status, var move, var _, long _)) {
                    switch (status) {
                        case SENT -> ledger.merge(move.bridge().fromChainId(), -move.sentMicros(), Long::sum);
                        case RECEIVED -> ledger.merge(move.bridge().toChainId(), move.receivedMicros(), Long::sum);
                        case RETURNED, REVOKED ->
                            ledger.merge(move.bridge().fromChainId(), move.sentMicros(), Long::sum);
                    }
                }
            }
            chains.paidMicros.forEach(
                    (payoutId, micros) -> ledger.merge(chains.paidOn.getOrDefault(payoutId, 0L), -micros, Long::sum));
            assertThat(chains.treasuryMicros).as(name).isEqualTo(ledger);
        }
    }
}
