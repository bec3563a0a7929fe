package io.fluxledger.settlement.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A window's payouts.
 *
 * @param shares one a provider, ascending by address
 * @param totalMicros sum of the payouts, micro-USDC
 */
public record BatchPlan(List<Share> shares, long totalMicros) {
    private static final long WHOLE_PPM = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    public BatchPlan {
        shares = List.copyOf(shares);
    }

    /** The plan for these claims, whatever their order. */
    public static BatchPlan of(List<Claim> claims, PayoutTerms terms) {
        List<Claim> ordered =
                claims.stream().sorted(Comparator.comparing(Claim::provider)).toList();
        long[] ppm = LargestRemainder.split(
                WHOLE_PPM, ordered.stream().mapToLong(Claim::netNanos).toArray());
        List<Share> shares = new ArrayList<>(ordered.size());
        long totalMicros = 0;
        for (int i = 0; i < ordered.size(); i++) {
            Claim claim = ordered.get(i);
            long micros = claim.availableNanos() / NANOS_PER_MICRO;
            long payoutMicros = terms.allow(micros, claim.payoutChainId()) ? micros : 0;
            shares.add(new Share(
                    claim.provider(),
                    claim.netNanos(),
                    ppm[i],
                    payoutMicros,
                    claim.availableNanos() - payoutMicros * NANOS_PER_MICRO));
            totalMicros = Math.addExact(totalMicros, payoutMicros);
        }
        return new BatchPlan(shares, totalMicros);
    }
}
