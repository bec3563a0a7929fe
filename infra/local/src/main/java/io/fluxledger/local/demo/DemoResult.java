package io.fluxledger.local.demo;

import io.fluxledger.audit.verify.VerifyReport;
import java.util.List;

/**
 * What a demo run came to.
 *
 * @param verified the whole ledger, decided again after the demo
 */
record DemoResult(List<Figure> figures, List<ChainTransaction> transactions, VerifyReport verified) {
    DemoResult {
        figures = List.copyOf(figures);
        transactions = List.copyOf(transactions);
    }

    /** Figures that do not agree, and what the verification found. */
    long differences() {
        return figures.stream().filter(f -> !f.agrees()).count()
                + verified.differences().size()
                + (verified.conservationNanos() == 0 ? 0 : 1);
    }
}
