package io.fluxledger.relayer.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of a payer's sub-balances a lock should draw on so that paying the provider costs least. What a lock draws first
 * is used first.
 */
public final class DrawPlan {
    /** An amount of one sub-balance. */
    public record Draw(long chainId, long amountNanos) {}

    /** @param costMicros what it costs to bring the whole amount to the payout chain and to pay it there */
    public record Plan(List<Draw> draws, long costMicros) {
        public Plan {
            draws = List.copyOf(draws);
        }
    }

    private static final long NANOS_PER_MICRO = 1_000;
    /** Of more chains than these only the cheapest are combined. */
    private static final int MAX_COMBINED = 10;

    /** A sub-balance and what it costs to bring as much of it as may be needed. */
    private record Candidate(long chainId, long availableNanos, long costMicros) {}

    private final Router router;

    public DrawPlan(Router router) {
        this.router = router;
    }

    /**
     * Every combination of chains is priced; the cheapest that suffices is taken, the one of fewer chains on a tie.
     *
     * @param availableNanos by chain
     * @return empty when the sub-balances that can be brought there do not suffice
     */
    public Optional<Plan> plan(
            Map<Long, Long> availableNanos, long amountNanos, long payoutChainId, Quotes quotes, Health health) {
        if (amountNanos <= 0) {
            throw new IllegalArgumentException("Nothing to draw: " + amountNanos);
        }
        List<Candidate> candidates = candidates(availableNanos, amountNanos, payoutChainId, quotes, health);
        Plan best = null;
        int combined = Math.min(candidates.size(), MAX_COMBINED);
        for (int chosen = 1; chosen < (1 << combined); chosen++) {
            Plan plan = priced(candidates, chosen, amountNanos, payoutChainId, quotes, health);
            if (plan != null && (best == null || isBetter(plan, best))) {
                best = plan;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean isBetter(Plan plan, Plan best) {
        return plan.costMicros() < best.costMicros()
                || (plan.costMicros() == best.costMicros()
                        && plan.draws().size() < best.draws().size());
    }

    /** Those that can be brought there, cheapest first: the payout chain's own costs nothing to bring. */
    private List<Candidate> candidates(
            Map<Long, Long> availableNanos, long amountNanos, long payoutChainId, Quotes quotes, Health health) {
        List<Candidate> candidates = new ArrayList<>();
        new TreeMap<>(availableNanos).forEach((chainId, available) -> {
            long drawn = Math.min(available, amountNanos);
            if (drawn > 0
                    && router.route(RouteRequest.of(chainId, payoutChainId, micros(drawn)), quotes, health)
                            instanceof RouteAnswer.Routed routed) {
                candidates.add(new Candidate(chainId, available, routed.costMicros()));
            }
        });
        candidates.sort(Comparator.comparingInt((Candidate c) -> c.chainId() == payoutChainId ? 0 : 1)
                .thenComparingLong(Candidate::costMicros)
                .thenComparingLong(Candidate::chainId));
        return candidates;
    }

    private @Nullable Plan priced(
            List<Candidate> candidates,
            int chosen,
            long amountNanos,
            long payoutChainId,
            Quotes quotes,
            Health health) {
        List<Draw> draws = new ArrayList<>();
        List<RouteRequest.Source> sources = new ArrayList<>();
        long left = amountNanos;
        for (int i = 0; i < candidates.size(); i++) {
            if (((chosen >> i) & 1) == 0) {
                continue;
            }
            if (left == 0) {
                // The same without this chain is another combination.
                return null;
            }
            Candidate candidate = candidates.get(i);
            long drawn = Math.min(left, candidate.availableNanos());
            left -= drawn;
            draws.add(new Draw(candidate.chainId(), drawn));
            sources.add(new RouteRequest.Source(i, candidate.chainId(), micros(drawn)));
        }
        if (left > 0) {
            return null;
        }
        RouteRequest request = new RouteRequest(sources, payoutChainId, List.of(), null, 0, Set.of());
        return router.route(request, quotes, health) instanceof RouteAnswer.Routed routed
                ? new Plan(draws, routed.costMicros())
                : null;
    }

    private static long micros(long nanos) {
        return Math.ceilDiv(nanos, NANOS_PER_MICRO);
    }
}
