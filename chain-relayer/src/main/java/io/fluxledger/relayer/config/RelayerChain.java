package io.fluxledger.relayer.config;

import io.fluxledger.relayer.plan.ChainContracts;
import java.net.URI;

/**
 * A chain that the relayer serves.
 *
 * @param confirmations blocks, the transaction's own included, that make it final
 */
public record RelayerChain(URI rpcUrl, int confirmations, ChainContracts contracts) {}
