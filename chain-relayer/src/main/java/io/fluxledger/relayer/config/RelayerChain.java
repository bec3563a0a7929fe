package io.fluxledger.relayer.config;

import io.fluxledger.relayer.plan.ChainContracts;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;

/**
 * A chain that the relayer serves.
 *
 * @param rpcUrls its nodes, the preferred first; at least one
 * @param confirmations blocks, the transaction's own included, that make it final
 * @param maxFeeCapWei fee per gas that is never passed
 */
public record RelayerChain(List<URI> rpcUrls, int confirmations, ChainContracts contracts, BigInteger maxFeeCapWei) {
    public RelayerChain {
        rpcUrls = List.copyOf(rpcUrls);
    }
}
