package io.fluxledger.contracts;

/**
 * Where the contracts of one chain stand; lower-case 0x-addresses.
 *
 * @param usdcName EIP-712 domain name of USDC, read from the chain
 * @param usdcVersion EIP-712 domain version of USDC, read from the chain
 * @param swapPool pool of USDC and the other token
 * @param swapToken the other token, with decimals of its own
 */
public record DeployedContracts(
        long chainId,
        String usdc,
        String usdcName,
        String usdcVersion,
        String escrow,
        String collector,
        String refundCollector,
        String audit,
        String bridge,
        String swapPool,
        String swapToken) {
    public static final String SWAP_TOKEN_SYMBOL = "dEUR";
    public static final int SWAP_TOKEN_DECIMALS = 8;
}
