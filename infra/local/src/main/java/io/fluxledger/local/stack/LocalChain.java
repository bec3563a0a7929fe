package io.fluxledger.local.stack;

import java.util.List;

/**
 * A chain of the local stack.
 *
 * @param name short name for people
 */
public record LocalChain(long chainId, String name) {
    /** Carries the treasury of credits and the signing domain. */
    public static final LocalChain HOME = new LocalChain(43114, "avalanche");

    public static final LocalChain REMOTE = new LocalChain(42161, "arbitrum");

    public static final List<LocalChain> ALL = List.of(HOME, REMOTE);

    public String part() {
        return "chain-" + chainId;
    }
}
