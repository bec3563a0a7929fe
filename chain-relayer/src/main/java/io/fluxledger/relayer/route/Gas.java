package io.fluxledger.relayer.route;

import java.math.BigInteger;

/** What transactions cost in micro-USDC. */
final class Gas {
    /** The transfer by authorization that pays a provider. */
    static final long TRANSFER = 90_000;
    /** The allowance and the lock. */
    static final long LOCK = 220_000;
    /** The allowance and the swap. */
    static final long SWAP = 260_000;

    private static final BigInteger WEI_PER_COIN = BigInteger.TEN.pow(18);

    private Gas() {}

    /** Rounded up. */
    static long micros(long units, long gasPriceWei, long coinPriceMicros) {
        return BigInteger.valueOf(units)
                .multiply(BigInteger.valueOf(gasPriceWei))
                .multiply(BigInteger.valueOf(coinPriceMicros))
                .add(WEI_PER_COIN.subtract(BigInteger.ONE))
                .divide(WEI_PER_COIN)
                .longValueExact();
    }
}
