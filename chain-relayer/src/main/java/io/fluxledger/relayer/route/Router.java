package io.fluxledger.relayer.route;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the way of a payment. The same question over the same quotes has the same answer. */
public final class Router {
    private static final int MAX_REASONS = 32;
    private static final long WEI_PER_GWEI = 1_000_000_000;

    private final Network network;
    private final RoutePolicy policy;

    public Router(Network network, RoutePolicy policy) {
        this.network = network;
        this.policy = policy;
    }

    public Network network() {
        return network;
    }

    public RoutePolicy policy() {
        return policy;
    }

    /** Whether a payout may ever be paid: where it is wanted, or where it is taken too, by a chain of this deployment. */
    boolean serves(Payout payout) {
        return network.chain(payout.chainId()).isPresent()
                || payout.alternativeChainIds().stream()
                        .anyMatch(other -> network.chain(other).isPresent());
    }

    /**
     * The wanted chain is taken when it can be reached. The chains that the provider takes too are looked at when it
     * cannot, or when it is congested; of all these the one of least cost and time is chosen, and the wanted one on a tie.
     */
    public RouteAnswer route(RouteRequest request, Quotes quotes, Health health) {
        Question question = new Question(request, quotes, health);
        long wanted = request.toChainId();
        question.look(wanted);
        if (question.isCongested(wanted) || question.found.isEmpty()) {
            for (long other : request.alternativeChainIds()) {
                if (other != wanted && !question.isCongested(other)) {
                    question.look(other);
                }
            }
        }
        return question.answer();
    }

    private long weight(RouteAnswer.Routed routed) {
        return Math.addExact(routed.costMicros(), Math.multiplyExact(routed.seconds(), policy.microsPerSecond()));
    }

    private record Payment(Leg leg, long gasMicros) {}

    /** One question and what has been found out for it. */
    private final class Question {
        final RouteRequest request;
        final Quotes quotes;
        final Health health;
        final Set<String> rejected = new LinkedHashSet<>();
        final List<RouteAnswer.Routed> found = new ArrayList<>();
        boolean reached;

        Question(RouteRequest request, Quotes quotes, Health health) {
            this.request = request;
            this.quotes = quotes;
            this.health = health;
        }

        /** Tells it, too. */
        boolean isCongested(long chainId) {
            OptionalLong gas = quotes.gasPriceWei(chainId);
            boolean congested = gas.isPresent()
                    && network.chain(chainId)
                            .filter(chain -> chain.isCongestedAt(gas.getAsLong()))
                            .isPresent();
            if (congested) {
                rejected.add(network.name(chainId) + " is congested: " + gas.getAsLong() / WEI_PER_GWEI + " gwei");
            }
            return congested;
        }

        void look(long toChainId) {
            Network.@Nullable Chain to = network.chain(toChainId).orElse(null);
            if (to == null) {
                rejected.add(network.name(toChainId) + " is none of the chains");
                return;
            }
            Optional<String> down = health.down(toChainId);
            OptionalLong gasPrice = quotes.gasPriceWei(toChainId);
            if (down.isPresent() || gasPrice.isEmpty()) {
                rejected.add(to.name() + ": " + down.orElse("no price of gas"));
                return;
            }
            PathSearch search = new PathSearch(network, policy, quotes, health, request, rejected);
            List<Leg> legs = new ArrayList<>();
            long costMicros = 0;
            long gasMicros = 0;
            int seconds = 0;
            for (RouteRequest.Source source : request.sources()) {
                PathSearch.@Nullable Path path = search.best(source, toChainId).orElse(null);
                if (path == null) {
                    return;
                }
                legs.addAll(path.moves());
                costMicros += path.costMicros();
                gasMicros += path.gasMicros();
                seconds = Math.max(seconds, path.seconds());
            }
            reached = true;
            Payment payment = payment(to, gasPrice.getAsLong());
            if (payment != null) {
                legs.add(payment.leg());
                found.add(new RouteAnswer.Routed(
                        legs,
                        costMicros + payment.gasMicros(),
                        gasMicros + payment.gasMicros(),
                        seconds + to.finalAfterS(),
                        toChainId,
                        List.of()));
            }
        }

        private @Nullable Payment payment(Network.Chain to, long gasPriceWei) {
            String token = request.token();
            long amountMicros = request.amountMicros();
            if (token == null) {
                return new Payment(
                        new Leg.Pay(to.chainId(), amountMicros),
                        Gas.micros(Gas.TRANSFER, gasPriceWei, to.coinPriceMicros()));
            }
            Leg.SwapPay best = null;
            BigInteger bestOut = BigInteger.ZERO;
            Optional<String> there = network.sameToken(request.toChainId(), token, to.chainId());
            for (Network.Pool pool :
                    there.map(t -> network.pools(to.chainId(), t)).orElse(List.of())) {
                Quotes.@Nullable PoolQuote quote = quotes.pool(pool).orElse(null);
                if (quote == null || quote.isEmpty()) {
                    rejected.add("pool " + pool.key() + ": no quote");
                    continue;
                }
                BigInteger out = quote.out(amountMicros);
                BigInteger least = quote.least(amountMicros, request.slippageBps());
                if (out.compareTo(least) < 0 || least.signum() == 0) {
                    rejected.add("pool " + pool.key() + ": gives " + out + ", at least " + least + " are wanted");
                } else if (out.compareTo(bestOut) > 0) {
                    best = new Leg.SwapPay(pool, amountMicros, least);
                    bestOut = out;
                }
            }
            if (best == null) {
                rejected.add("no swap to " + token + " on " + to.name());
                return null;
            }
            return new Payment(best, Gas.micros(Gas.SWAP, gasPriceWei, to.coinPriceMicros()));
        }

        RouteAnswer answer() {
            List<String> reasons = rejected.stream().limit(MAX_REASONS).toList();
            return found.stream()
                    .min(Comparator.comparingLong(Router.this::weight)
                            .thenComparingInt(r -> r.finalChainId() == request.toChainId() ? 0 : 1)
                            .thenComparingLong(RouteAnswer.Routed::finalChainId))
                    .<RouteAnswer>map(best -> new RouteAnswer.Routed(
                            best.legs(),
                            best.costMicros(),
                            best.gasMicros(),
                            best.seconds(),
                            best.finalChainId(),
                            reasons))
                    .orElseGet(() -> new RouteAnswer.NoRoute(reasons, !reached));
        }
    }
}
