package io.fluxledger.relayer.route;

import java.util.List;

/** What a router found. */
public sealed interface RouteAnswer {
    /**
     * The best way there is.
     *
     * @param legs moves, those of each path in their order, then the payment
     * @param costMicros fees of bridges and gas, in micro-USDC
     * @param seconds until the payment is final
     * @param gasMicros what of the cost is gas
     * @param rejected ways that could not be taken, with why
     */
    record Routed(
            List<Leg> legs, long costMicros, long gasMicros, int seconds, long finalChainId, List<String> rejected)
            implements RouteAnswer {
        public Routed {
            legs = List.copyOf(legs);
            rejected = List.copyOf(rejected);
        }

        /** What the bridges keep. */
        public long feesMicros() {
            return costMicros - gasMicros;
        }
    }

    /**
     * There is none.
     *
     * @param unreachable true when no bridge leads there, false when only the swap is not possible
     */
    record NoRoute(List<String> reasons, boolean unreachable) implements RouteAnswer {
        public NoRoute {
            reasons = List.copyOf(reasons);
        }
    }
}
