package io.fluxledger.contracts;

import java.util.Map;
import java.util.Optional;

/** Where the contracts stand on public chains, and for that reason also locally. */
public final class CanonicalAddresses {
    /** Escrow of the auth-capture scheme; clients refuse any other. */
    public static final String ESCROW = "0xBdEA0D1bcC5966192B070Fdf62aB4EF5b4420cff";

    /** Its collector for EIP-3009 tokens. */
    public static final String ERC3009_COLLECTOR = "0x0E3dF9510de65469C4518D7843919c0b8C7A7757";

    private static final Map<Long, String> USDC = Map.of(
            43114L, "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E",
            8453L, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
            137L, "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
            42161L, "0xaf88d065e77c8cC2239327C5EDb3A432268e5831");

    private CanonicalAddresses() {}

    /** Native USDC of a chain, where we know it. */
    public static Optional<String> usdc(long chainId) {
        return Optional.ofNullable(USDC.get(chainId));
    }
}
