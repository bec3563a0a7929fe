package io.fluxledger.relayer.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Treasuries, bridges and a pool that do what they like, but never make or lose money. */
final class SimulatedChains {
    /** How a command ended, as the lanes would say it. */
    record Outcome(String payoutId, RouteEvent.Ended ended) {}

    /** What a bridge holds of one lock. */
    static final class Transfer {
        final String payoutId;
        final int leg;
        final Leg.Move move;
        final long releasedAtMs;
        final long refundedAtMs;
        boolean over;

        Transfer(String payoutId, int leg, Leg.Move move, long releasedAtMs, long refundedAtMs) {
            this.payoutId = payoutId;
            this.leg = leg;
            this.move = move;
            this.releasedAtMs = releasedAtMs;
            this.refundedAtMs = refundedAtMs;
        }
    }

    private record Given(String id, String payoutId, RouteLeg leg) {}

    static final long START_MICROS = 1_000_000_000_000L;

    final RouteWorld world = new RouteWorld();
    final Map<Long, Long> treasuryMicros = new HashMap<>();
    final Map<String, Long> paidMicros = new HashMap<>();
    final Map<String, Long> paidOn = new HashMap<>();
    final Map<String, Integer> payments = new HashMap<>();
    final Map<String, Transfer> transfers = new LinkedHashMap<>();
    final List<Outcome> outcomes = new ArrayList<>();
    long feesMicros;
    long nowMs = 1_000_000;
    private final Map<String, Given> given = new LinkedHashMap<>();
    private final Random random;
    private final double trouble;

    /** @param trouble how often things fail, from 0 to 1 */
    SimulatedChains(Random random, double trouble) {
        this.random = random;
        this.trouble = trouble;
        RouteWorld.CHAINS.values().forEach(chain -> treasuryMicros.put(chain, START_MICROS));
        world.treasuries.putAll(treasuryMicros);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    Outlook outlook() {
        world.treasuries.putAll(treasuryMicros);
        return world.outlook(nowMs);
    }

    /** The command of a leg, committed; given again it is the same. */
    void give(String payoutId, RouteLeg leg) {
        String id = RouteMachine.commandId(payoutId, leg.number(), "ANY");
        given.putIfAbsent(id, new Given(id, payoutId, leg));
    }

    /** Some time passes: bridges go down and up, commands are executed, locks are released or given back. */
    void pass(boolean calm) {
        nowMs += 1 + random.nextInt(20_000);
        for (Network.Bridge bridge : RouteWorld.NETWORK.bridges()) {
            if (calm) {
                world.bridgesDown.clear();
                world.chainsDown.clear();
            } else if (chance(trouble * 0.1)) {
                world.bridgesDown.put(bridge.key(), "paused");
            } else if (chance(0.3)) {
                world.bridgesDown.remove(bridge.key());
            }
        }
        if (!calm && chance(trouble * 0.05)) {
            world.chainsDown.put(RouteWorld.AVALANCHE, "no answer");
        } else if (chance(0.3)) {
            world.chainsDown.clear();
        }
        world.gas.put(RouteWorld.ARBITRUM, chance(trouble * 0.2) ? 300_000_000_000L : 40_000_000L);
        List<Given> waiting = List.copyOf(given.values());
        for (Given command : waiting) {
            if (chance(0.5)) {
                execute(command, calm);
            }
        }
        transfers.values().forEach(this::finish);
    }

    private void execute(Given command, boolean calm) {
        given.put(command.id(), command);
        if (payments.containsKey(command.id())) {
            return;
        }
        payments.put(command.id(), 1);
        boolean fails = !calm && chance(trouble * 0.3);
        switch (command.leg().leg()) {
            case Leg.Move move -> lock(command, move, fails);
            case Leg.Pay pay -> pay(command, pay.chainId(), pay.amountMicros(), !calm && chance(trouble * 0.05));
            case Leg.SwapPay swap -> pay(command, swap.chainId(), swap.amountMicros(), fails);
        }
    }

    private void lock(Given command, Leg.Move move, boolean fails) {
        long from = move.bridge().fromChainId();
        Quotes.BridgeQuote quote = world.quotes().bridge(move.bridge()).orElseThrow();
        if (fails || world.bridgesDown.containsKey(move.bridge().key()) || treasury(from) < move.sentMicros()) {
            ended(command, false, 0);
            return;
        }
        long fee = quote.feeMicros(move.sentMicros());
        treasuryMicros.merge(from, -move.sentMicros(), Long::sum);
        feesMicros += fee;
        Leg.Move real = new Leg.Move(move.path(), move.bridge(), move.sentMicros(), fee, move.seconds());
        boolean lost = chance(trouble * 0.2);
        transfers.put(
                command.id(),
                new Transfer(
                        command.payoutId(),
                        command.leg().number(),
                        real,
                        lost ? Long.MAX_VALUE : nowMs + random.nextInt(300_000),
                        lost ? nowMs + 600_000 : Long.MAX_VALUE));
        ended(command, true, fee);
    }

    private void pay(Given command, long chainId, long amountMicros, boolean fails) {
        if (fails || treasury(chainId) < amountMicros) {
            ended(command, false, 0);
            return;
        }
        treasuryMicros.merge(chainId, -amountMicros, Long::sum);
        paidMicros.merge(command.payoutId(), amountMicros, Long::sum);
        paidOn.put(command.payoutId(), chainId);
        ended(command, true, 0);
    }

    private void ended(Given command, boolean succeeded, long feeMicros) {
        outcomes.add(new Outcome(
                command.payoutId(),
                new RouteEvent.Ended(
                        command.leg().number(),
                        succeeded,
                        succeeded ? "0x" + command.id() : null,
                        feeMicros,
                        succeeded ? null : "refused")));
    }

    private void finish(Transfer transfer) {
        if (transfer.over) {
            return;
        }
        if (nowMs >= transfer.releasedAtMs) {
            transfer.over = true;
            treasuryMicros.merge(transfer.move.bridge().toChainId(), transfer.move.receivedMicros(), Long::sum);
        } else if (nowMs >= transfer.refundedAtMs) {
            transfer.over = true;
            feesMicros -= transfer.move.feeMicros();
            treasuryMicros.merge(transfer.move.bridge().fromChainId(), transfer.move.sentMicros(), Long::sum);
        }
    }

    /** What can be seen of that leg, which is locked: released, refunded, swapped or nothing yet. */
    @Nullable
    RouteEvent seen(String payoutId, RouteLeg locked) {
        int leg = locked.number();
        if (locked.leg() instanceof Leg.SwapPay swap) {
            return new RouteEvent.Swapped(leg, swap.leastOut());
        }
        Transfer transfer = transfers.get(RouteMachine.commandId(payoutId, leg, "ANY"));
        if (transfer == null || !transfer.over) {
            return null;
        }
        return nowMs >= transfer.releasedAtMs
                ? new RouteEvent.Released(leg, "0xreleased" + leg)
                : new RouteEvent.Refunded(leg, "0xrefunded" + leg);
    }

    private long treasury(long chainId) {
        return treasuryMicros.getOrDefault(chainId, 0L);
    }

    /** Everything that there is, wherever it is. */
    long totalMicros() {
        long treasuries =
                treasuryMicros.values().stream().mapToLong(Long::longValue).sum();
        long underway = transfers.values().stream()
                .filter(transfer -> !transfer.over)
                .mapToLong(transfer -> transfer.move.receivedMicros())
                .sum();
        long paid = paidMicros.values().stream().mapToLong(Long::longValue).sum();
        return treasuries + underway + paid + feesMicros;
    }
}
