package io.fluxledger.relayer.route;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What bridges, pools and chains ask for at one moment. What has no quote cannot be used.
 *
 * @param bridges by {@link Network.Bridge#key()}
 * @param pools by {@link Network.Pool#key()}
 * @param gasPriceWei by chain
 * @param treasuryMicros USDC of the treasury, by chain; where it is not known it is taken to be enough
 */
public record Quotes(
        Map<String, BridgeQuote> bridges,
        Map<String, PoolQuote> pools,
        Map<Long, Long> gasPriceWei,
        Map<Long, Long> treasuryMicros) {
    private static final long BPS = 10_000;

    /**
     * A bridge in one direction.
     *
     * @param flatMicros part of the fee that does not depend on the amount
     * @param feeBps part of the fee that does, rounded down to whole micros
     * @param seconds until what was locked is released
     * @param availableMicros what it can release there
     * @param maxMicros the most that one lock may be
     */
    public record BridgeQuote(long flatMicros, int feeBps, int seconds, long availableMicros, long maxMicros) {
        /** @throws IllegalArgumentException when it is negative or takes everything */
        public BridgeQuote {
            if (flatMicros < 0 || feeBps < 0 || feeBps >= BPS || seconds < 0) {
                throw new IllegalArgumentException("No bridge's quote: " + flatMicros + " + " + feeBps + " bps");
            }
        }

        /** What it keeps of a lock. */
        public long feeMicros(long sentMicros) {
            long share = sentMicros / BPS * feeBps + sentMicros % BPS * feeBps / BPS;
            return Math.addExact(flatMicros, share);
        }

        /** The least that has to be locked for at least that to arrive. */
        public long sentMicros(long neededMicros) {
            long base = Math.addExact(neededMicros, flatMicros);
            long whole = BPS - feeBps;
            long sent = Math.addExact(
                    base, Math.addExact(base / whole * feeBps, Math.ceilDiv(base % whole * feeBps, whole)));
            while (sent > base && sent - 1 - feeMicros(sent - 1) >= neededMicros) {
                sent--;
            }
            while (sent - feeMicros(sent) < neededMicros) {
                sent++;
            }
            return sent;
        }
    }

    /**
     * A pool with a constant product.
     *
     * @param usdcReserve in micro-USDC
     * @param tokenReserve in the token's smallest unit
     * @param feeBps taken from what goes in
     */
    public record PoolQuote(BigInteger usdcReserve, BigInteger tokenReserve, int feeBps) {
        private static final BigInteger WHOLE = BigInteger.valueOf(BPS);

        /** What it gives for that much USDC. */
        BigInteger out(long amountMicros) {
            BigInteger in = BigInteger.valueOf(amountMicros).multiply(BigInteger.valueOf(BPS - feeBps));
            return in.multiply(tokenReserve).divide(usdcReserve.multiply(WHOLE).add(in));
        }

        /** The least that a provider takes: the pool's price before the swap, less what it allows the price to slip. */
        BigInteger least(long amountMicros, int slippageBps) {
            return BigInteger.valueOf(amountMicros)
                    .multiply(tokenReserve)
                    .multiply(BigInteger.valueOf(BPS - slippageBps))
                    .divide(usdcReserve.multiply(WHOLE));
        }

        boolean isEmpty() {
            return usdcReserve.signum() <= 0 || tokenReserve.signum() <= 0;
        }
    }

    public Quotes {
        bridges = Map.copyOf(bridges);
        pools = Map.copyOf(pools);
        gasPriceWei = Map.copyOf(gasPriceWei);
        treasuryMicros = Map.copyOf(treasuryMicros);
    }

    public Optional<BridgeQuote> bridge(Network.Bridge bridge) {
        return Optional.ofNullable(bridges.get(bridge.key()));
    }

    public Optional<PoolQuote> pool(Network.Pool pool) {
        return Optional.ofNullable(pools.get(pool.key()));
    }

    public OptionalLong gasPriceWei(long chainId) {
        Long price = gasPriceWei.get(chainId);
        return price == null ? OptionalLong.empty() : OptionalLong.of(price);
    }

    /** Long.MAX_VALUE where it is not known. */
    long treasuryMicros(long chainId) {
        return treasuryMicros.getOrDefault(chainId, Long.MAX_VALUE);
    }
}
