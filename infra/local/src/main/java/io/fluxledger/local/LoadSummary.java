package io.fluxledger.local;

import io.fluxledger.local.client.Usdc;
import io.fluxledger.local.load.LoadReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a load ends with, for people. */
final class LoadSummary {
    private LoadSummary() {}

    static void print(PrintWriter out, LoadReport report) {
        long rejected =
                report.rejected().values().stream().mapToLong(Long::longValue).sum();
        out.printf(
                Locale.ROOT,
                "%n%,d accepted, %,d rejected in %.1f s: %,.0f calls/s, %,.0f signed requests/s%n",
                report.settled(),
                rejected,
                report.elapsedMs() / 1000.0,
                report.settled() * 1000.0 / Math.max(1, report.elapsedMs()),
                report.settled() * 3000.0 / Math.max(1, report.elapsedMs()));
        if (report.retries() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  %,d requests were sent again because their outcome was unclear%n",
                    report.retries());
        }
        report.rejected().forEach((reason, count) -> out.printf(Locale.ROOT, "  %,d  %s%n", count, reason));
        List<List<String>> rows = new ArrayList<>();
        report.latencyMicros()
                .forEach((step, h) -> rows.add(List.of(
                        step,
                        "%.1f".formatted(h.getValueAtPercentile(50) / 1000.0),
                        "%.1f".formatted(h.getValueAtPercentile(99) / 1000.0),
                        "%.1f".formatted(h.getMaxValue() / 1000.0))));
        Console.table(out, List.of("latency ms", "p50", "p99", "max"), rows);
        out.printf(
                "%npriced by the loader   %s USDC%nanswered by the ledger %s USDC%ncaptured from payers   %s USDC%nstill locked           %s USDC%n",
                Usdc.ofNanos(report.pricedNanos()),
                Usdc.ofNanos(report.answeredNanos()),
                Usdc.ofNanos(report.capturedNanos()),
                Usdc.ofNanos(report.lockedNanos()));
        out.printf("difference             %s USDC%n", Usdc.ofNanos(report.capturedNanos() - report.pricedNanos()));
        out.flush();
    }
}
