package io.fluxledger.relayer.config;

import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.signatures.Eip712Domain;
import java.net.URI;

/**
 * A chain that the relayer serves.
 *
 * @param confirmations blocks, the transaction's own included, that make it final
 * @param usdcDomain EIP-712 domain of the chain's USDC
 */
public record RelayerChain(URI rpcUrl, int confirmations, ChainContracts contracts, Eip712Domain usdcDomain) {}
