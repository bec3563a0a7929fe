package io.fluxledger.settlement.track;

import io.fluxledger.events.WindowClosed;
import io.fluxledger.settlement.plan.UsageFigures;

/**
 * A provider's window as its journal line says.
 *
 * @param provider 0x-address in lower case
 * @param line place of the line in its partition, from 1
 * @param clockMs the log's clock at the line: what came before it is in the window, Unix milliseconds
 * @param before cut before the window
 */
public record ClosedWindow(String provider, long line, long clockMs, WindowClosed entry, UsageCut before) {
    public long windowEndMs() {
        return entry.getWindowEndMs();
    }

    /** Payable over all chains, nano-USDC. */
    public long payableNanos() {
        long sum = 0;
        for (var draw : entry.getPayable()) {
            sum = Math.addExact(sum, draw.getAmountNanos());
        }
        return sum;
    }

    /** The cut behind it. */
    UsageCut cut() {
        return before.then(windowEndMs(), clockMs, figures());
    }

    /** What the provider did in it. */
    public UsageFigures figures() {
        return new UsageFigures(
                entry.getCalls(), entry.getInputTokens(), entry.getOutputTokens(), entry.getGrossNanos());
    }
}
