package io.fluxledger.relayer.route;

import java.math.BigInteger;

/** One step of a route. */
public sealed interface Leg {
    /** The chain on which it is sent. */
    long chainId();

    /**
     * From the treasury of one chain to that of another.
     *
     * @param path the part of the amount that it carries
     * @param sentMicros what is locked
     * @param feeMicros what the bridge keeps of it
     * @param seconds what the bridge needs, as it said
     */
    record Move(int path, Network.Bridge bridge, long sentMicros, long feeMicros, int seconds) implements Leg {
        @Override
        public long chainId() {
            return bridge.fromChainId();
        }

        public long receivedMicros() {
            return sentMicros - feeMicros;
        }
    }

    /** USDC from the treasury to the provider. */
    record Pay(long chainId, long amountMicros) implements Leg {}

    /**
     * USDC from the treasury through a pool to the provider.
     *
     * @param leastOut what the provider gets at least, in the token's smallest unit
     */
    record SwapPay(Network.Pool pool, long amountMicros, BigInteger leastOut) implements Leg {
        @Override
        public long chainId() {
            return pool.chainId();
        }
    }
}
