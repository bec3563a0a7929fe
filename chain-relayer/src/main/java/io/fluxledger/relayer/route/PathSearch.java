package io.fluxledger.relayer.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best bridges from one chain to another. It goes backwards from where an amount has to arrive, since every
 * bridge on the way asks for more to be sent; every way without a loop is looked at.
 */
final class PathSearch {
    /**
     * Bridges in their order.
     *
     * @param costMicros fees and gas
     * @param gasMicros gas alone
     */
    record Path(List<Leg.Move> moves, long costMicros, long gasMicros, int seconds, String label) {}

    private final Network network;
    private final RoutePolicy policy;
    private final Quotes quotes;
    private final Health health;
    private final RouteRequest request;
    private final Set<String> rejected;

    PathSearch(
            Network network,
            RoutePolicy policy,
            Quotes quotes,
            Health health,
            RouteRequest request,
            Set<String> rejected) {
        this.network = network;
        this.policy = policy;
        this.quotes = quotes;
        this.health = health;
        this.request = request;
        this.rejected = rejected;
    }

    /** The path of least cost and time; empty, with the reasons told, when there is none. */
    Optional<Path> best(RouteRequest.Source source, long toChainId) {
        Path nothing = new Path(List.of(), 0, 0, 0, "");
        if (source.chainId() == toChainId) {
            return Optional.of(nothing);
        }
        List<Path> found = new ArrayList<>();
        Set<Long> seen = new LinkedHashSet<>(List.of(toChainId));
        back(source, toChainId, source.amountMicros(), nothing, seen, found);
        if (found.isEmpty() && network.into(toChainId).isEmpty()) {
            rejected.add("no bridge leads to " + network.name(toChainId));
        }
        return found.stream()
                .min(Comparator.comparingLong(this::weight)
                        .thenComparingInt(path -> path.moves().size())
                        .thenComparing(Path::label));
    }

    long weight(Path path) {
        return Math.addExact(path.costMicros(), Math.multiplyExact(path.seconds(), policy.microsPerSecond()));
    }

    private void back(
            RouteRequest.Source source, long at, long neededMicros, Path after, Set<Long> seen, List<Path> found) {
        for (Network.Bridge bridge : network.into(at)) {
            long from = bridge.fromChainId();
            boolean last = after.moves().size() + 1 >= policy.maxHops();
            if (seen.contains(from) || (last && from != source.chainId())) {
                continue;
            }
            Path longer = extended(source, bridge, neededMicros, after);
            if (longer == null) {
                continue;
            }
            if (from == source.chainId()) {
                found.add(longer);
            } else {
                seen.add(from);
                back(source, from, longer.moves().getFirst().sentMicros(), longer, seen, found);
                seen.remove(from);
            }
        }
    }

    private @Nullable Path extended(RouteRequest.Source source, Network.Bridge bridge, long neededMicros, Path after) {
        String why = unusable(bridge);
        if (why != null) {
            return reject(bridge, why);
        }
        Quotes.BridgeQuote quote = quotes.bridge(bridge).orElseThrow();
        long sentMicros = quote.sentMicros(neededMicros);
        long feeMicros = quote.feeMicros(sentMicros);
        if (quote.availableMicros() < sentMicros - feeMicros) {
            return reject(
                    bridge,
                    "has " + quote.availableMicros() + " there, " + (sentMicros - feeMicros)
                            + " micro-USDC are needed");
        }
        if (quote.maxMicros() < sentMicros) {
            return reject(bridge, "takes at most " + quote.maxMicros() + ", not " + sentMicros + " micro-USDC");
        }
        long from = bridge.fromChainId();
        if (from == source.chainId() && quotes.treasuryMicros(from) < sentMicros) {
            return reject(bridge, "the treasury has " + quotes.treasuryMicros(from) + ", not " + sentMicros);
        }
        Network.Chain chain = network.chain(from).orElseThrow();
        long gas = Gas.micros(Gas.LOCK, quotes.gasPriceWei(from).orElseThrow(), chain.coinPriceMicros());
        List<Leg.Move> moves = new ArrayList<>();
        moves.add(new Leg.Move(source.path(), bridge, sentMicros, feeMicros, quote.seconds()));
        moves.addAll(after.moves());
        return new Path(
                List.copyOf(moves),
                after.costMicros() + feeMicros + gas,
                after.gasMicros() + gas,
                after.seconds() + chain.finalAfterS() + quote.seconds(),
                bridge.key() + " " + after.label());
    }

    /** Why that bridge cannot be used at all now; null when it can. */
    private @Nullable String unusable(Network.Bridge bridge) {
        if (request.avoid().contains(bridge.key())) {
            return "failed a moment ago";
        }
        Optional<String> down = health.down(bridge);
        if (down.isPresent()) {
            return down.get();
        }
        for (long end : new long[] {bridge.fromChainId(), bridge.toChainId()}) {
            Optional<String> chainDown = health.down(end);
            if (chainDown.isPresent()) {
                return network.name(end) + ": " + chainDown.get();
            }
            OptionalLong gas = quotes.gasPriceWei(end);
            if (gas.isEmpty()) {
                return network.name(end) + ": no price of gas";
            }
        }
        return quotes.bridge(bridge).isPresent() ? null : "no quote";
    }

    private @Nullable Path reject(Network.Bridge bridge, String why) {
        rejected.add(bridge.name() + " from " + network.name(bridge.fromChainId()) + " to "
                + network.name(bridge.toChainId()) + ": " + why);
        return null;
    }
}
