package io.fluxledger.relayer.route;

import java.util.Map;
import java.util.Optional;

/**
 * What cannot be used now, and why.
 *
 * @param bridgesDown by {@link Network.Bridge#key()}
 * @param chainsDown by chain
 */
public record Health(Map<String, String> bridgesDown, Map<Long, String> chainsDown) {
    public static final Health GOOD = new Health(Map.of(), Map.of());

    public Health {
        bridgesDown = Map.copyOf(bridgesDown);
        chainsDown = Map.copyOf(chainsDown);
    }

    public Optional<String> down(Network.Bridge bridge) {
        return Optional.ofNullable(bridgesDown.get(bridge.key()));
    }

    public Optional<String> down(long chainId) {
        return Optional.ofNullable(chainsDown.get(chainId));
    }
}
