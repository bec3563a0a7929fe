package io.fluxledger.contracts;

/**
 * Where the contracts of one chain stand; lower-case 0x-addresses.
 *
 * @param usdcName EIP-712 domain name of USDC, read from the chain
 * @param usdcVersion EIP-712 domain version of USDC, read from the chain
 */
public record DeployedContracts(
        long chainId,
        String usdc,
        String usdcName,
        String usdcVersion,
        String escrow,
        String collector,
        String refundCollector,
        String audit) {}
