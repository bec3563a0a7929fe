package io.fluxledger.contracts;

import java.math.BigInteger;
import java.util.List;

/**
 * How the bridge of a development chain is set up.
 *
 * @param attesters 0x-addresses of those whose signatures release
 * @param threshold how many of them must sign
 * @param cancelAfterS a transfer may be cancelled so long after its lock
 * @param flatFeeMicros fee of a transfer of USDC, in micro-USDC
 * @param feeBps fee on top, in basis points of the amount
 * @param liquidityMicros USDC that the bridge can release at first, in micro-USDC
 */
public record BridgeSetup(
        List<String> attesters,
        int threshold,
        long cancelAfterS,
        long flatFeeMicros,
        int feeBps,
        long liquidityMicros) {
    private static final long CANCEL_AFTER_S = 600;
    private static final long FLAT_FEE_MICROS = 1_000;
    private static final int FEE_BPS = 5;
    private static final long LIQUIDITY_MICROS = 1_000_000_000_000L;

    public BridgeSetup {
        attesters = List.copyOf(attesters);
    }

    /** Two of three sign, or all of fewer; fees and liquidity of a small public bridge. */
    public static BridgeSetup of(List<String> attesters) {
        return new BridgeSetup(
                attesters, Math.min(2, attesters.size()), CANCEL_AFTER_S, FLAT_FEE_MICROS, FEE_BPS, LIQUIDITY_MICROS);
    }

    FluxBridgeAbi.Route routeTo(String remoteUsdc) {
        return new FluxBridgeAbi.Route(remoteUsdc, BigInteger.valueOf(flatFeeMicros), feeBps);
    }
}
