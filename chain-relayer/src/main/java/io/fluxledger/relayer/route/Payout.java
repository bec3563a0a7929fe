package io.fluxledger.relayer.route;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payout that the ledger has opened. Addresses are 0x-hex in lower case.
 *
 * @param chainId where the provider wants to be paid
 * @param sources where the money lies; nano-USDC that add up to the amount
 * @param alternativeChainIds where the provider takes it too, in its order
 * @param token what it wants instead of USDC; null for USDC
 * @param slippageBps by how much a swap may be worse than the pool's price
 * @param openedAtMs clock of its journal line, Unix milliseconds
 */
public record Payout(
        String payoutId,
        String provider,
        String recipient,
        long chainId,
        long amountMicros,
        List<Source> sources,
        List<Long> alternativeChainIds,
        @Nullable String token,
        int slippageBps,
        long openedAtMs) {
    private static final long NANOS_PER_MICRO = 1_000;

    /** What comes from one chain. */
    public record Source(long chainId, long amountNanos) {}

    public Payout {
        sources = List.copyOf(sources);
        alternativeChainIds = List.copyOf(alternativeChainIds);
    }

    /** Whether one transfer on the payout chain is not enough. */
    public boolean needsRoute() {
        return token != null || sources.stream().anyMatch(source -> source.chainId() != chainId);
    }

    /**
     * Its parts in whole micro-USDC, which together are its amount: of the running sum of the sources every part is what it
     * adds, rounded down.
     *
     * @throws IllegalStateException when the sources do not add up to the amount
     */
    List<RoutePath> paths() {
        List<RoutePath> paths = new ArrayList<>();
        long sumNanos = 0;
        for (Source source : sources) {
            long before = sumNanos / NANOS_PER_MICRO;
            sumNanos = Math.addExact(sumNanos, source.amountNanos());
            long micros = sumNanos / NANOS_PER_MICRO - before;
            if (micros > 0) {
                paths.add(new RoutePath(paths.size(), source.chainId(), micros));
            }
        }
        if (sumNanos != Math.multiplyExact(amountMicros, NANOS_PER_MICRO)) {
            throw new IllegalStateException(
                    payoutId + " is of " + amountMicros + " micro-USDC, its sources of " + sumNanos + " nano-USDC");
        }
        return paths;
    }
}
