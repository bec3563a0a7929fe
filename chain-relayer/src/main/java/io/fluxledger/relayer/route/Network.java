package io.fluxledger.relayer.route;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What routes can run over. The treasury of each chain holds USDC; bridges carry USDC from treasury to treasury, pools
 * change it for another token on the chain where a provider is paid. Addresses are 0x-hex in lower case.
 */
public record Network(List<Chain> chains, List<Bridge> bridges, List<Pool> pools) {
    /**
     * A chain.
     *
     * @param coinPriceMicros price of one whole coin, 10^18 wei, in micro-USDC
     * @param finalAfterS seconds until a transaction is final
     * @param congestedWei when its gas costs more it is congested
     */
    public record Chain(long chainId, String name, long coinPriceMicros, int finalAfterS, long congestedWei) {
        boolean isCongestedAt(long gasPriceWei) {
            return gasPriceWei > congestedWei;
        }
    }

    /**
     * One direction of a bridge.
     *
     * @param name the bridge's own, the same for all its directions
     * @param entry contract on the chain that it leads from
     * @param exit contract on the chain that it leads to
     */
    public record Bridge(String name, long fromChainId, String entry, long toChainId, String exit) {
        /** Names this direction. */
        public String key() {
            return name + ":" + fromChainId + ">" + toChainId;
        }
    }

    /**
     * A pool of USDC and another token.
     *
     * @param symbol of the token: the same on every chain that has it
     */
    public record Pool(long chainId, String contract, String token, String symbol) {
        public String key() {
            return chainId + ":" + contract;
        }
    }

    /** @throws IllegalArgumentException when a chain appears twice, or a bridge or pool is on none of the chains */
    public Network {
        chains =
                chains.stream().sorted(Comparator.comparingLong(Chain::chainId)).toList();
        bridges = bridges.stream()
                .sorted(Comparator.comparingLong(Bridge::fromChainId)
                        .thenComparingLong(Bridge::toChainId)
                        .thenComparing(Bridge::name))
                .toList();
        pools = pools.stream()
                .sorted(Comparator.comparingLong(Pool::chainId).thenComparing(Pool::contract))
                .toList();
        Set<Long> ids = new HashSet<>();
        for (Chain chain : chains) {
            if (!ids.add(chain.chainId())) {
                throw new IllegalArgumentException("Chain " + chain.chainId() + " appears twice");
            }
        }
        for (Bridge bridge : bridges) {
            if (!ids.contains(bridge.fromChainId())
                    || !ids.contains(bridge.toChainId())
                    || bridge.fromChainId() == bridge.toChainId()) {
                throw new IllegalArgumentException("Bridge " + bridge.key() + " does not join two of the chains");
            }
        }
        for (Pool pool : pools) {
            if (!ids.contains(pool.chainId())) {
                throw new IllegalArgumentException("Pool " + pool.key() + " is on none of the chains");
            }
        }
    }

    public Optional<Chain> chain(long chainId) {
        return chains.stream().filter(chain -> chain.chainId() == chainId).findFirst();
    }

    /** Its name where it is known, its id otherwise. */
    public String name(long chainId) {
        return chain(chainId).map(Chain::name).orElseGet(() -> "chain " + chainId);
    }

    public Optional<Bridge> bridge(String key) {
        return bridges.stream().filter(bridge -> bridge.key().equals(key)).findFirst();
    }

    /** Bridges that lead to that chain. */
    List<Bridge> into(long chainId) {
        return bridges.stream().filter(bridge -> bridge.toChainId() == chainId).toList();
    }

    /** Pools of that chain with that token. */
    List<Pool> pools(long chainId, String token) {
        return pools.stream()
                .filter(pool -> pool.chainId() == chainId && pool.token().equals(token))
                .toList();
    }

    /** The token of another chain that has the symbol of this one. */
    Optional<String> sameToken(long chainId, String token, long otherChainId) {
        if (chainId == otherChainId) {
            return Optional.of(token);
        }
        return pools(chainId, token).stream()
                .findFirst()
                .flatMap(known -> pools.stream()
                        .filter(pool ->
                                pool.chainId() == otherChainId && pool.symbol().equals(known.symbol()))
                        .findFirst())
                .map(Pool::token);
    }
}
