package io.fluxledger.settlement.track;

import io.fluxledger.events.WindowClosed;

/**
 * A provider's window as its journal line says.
 *
 * @param provider 0x-address in lower case
 * @param line place of the line in its partition, from 1
 */
public record ClosedWindow(String provider, long line, WindowClosed entry) {
    /** Payable over all chains, nano-USDC. */
    long payableNanos() {
        long sum = 0;
        for (var draw : entry.getPayable()) {
            sum = Math.addExact(sum, draw.getAmountNanos());
        }
        return sum;
    }
}
