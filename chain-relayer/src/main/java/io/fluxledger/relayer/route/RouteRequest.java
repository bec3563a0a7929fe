package io.fluxledger.relayer.route;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be brought where.
 *
 * @param sources where the money lies now; what arrives of each is its amount
 * @param toChainId where the provider wants it
 * @param alternativeChainIds where it takes it too
 * @param token what it wants instead of USDC, an address on {@code toChainId}; null for USDC
 * @param slippageBps by how much the price of a swap may be worse than the pool's price before it
 * @param avoid bridges that are not to be used, by {@link Network.Bridge#key()}
 */
public record RouteRequest(
        List<Source> sources,
        long toChainId,
        List<Long> alternativeChainIds,
        @Nullable String token,
        int slippageBps,
        Set<String> avoid) {
    /**
     * A part of the amount.
     *
     * @param path names it among the parts
     */
    public record Source(int path, long chainId, long amountMicros) {}

    public RouteRequest {
        sources = List.copyOf(sources);
        alternativeChainIds = List.copyOf(alternativeChainIds);
        avoid = Set.copyOf(avoid);
    }

    /** USDC from one chain to another. */
    public static RouteRequest of(long fromChainId, long toChainId, long amountMicros) {
        return new RouteRequest(
                List.of(new Source(0, fromChainId, amountMicros)), toChainId, List.of(), null, 0, Set.of());
    }

    long amountMicros() {
        return sources.stream().mapToLong(Source::amountMicros).sum();
    }
}
