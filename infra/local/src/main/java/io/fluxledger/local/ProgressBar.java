package io.fluxledger.local;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongConsumer;

/** A bar on a terminal; elsewhere a line for every tenth. */
final class ProgressBar implements LongConsumer {
    private static final int WIDTH = 40;

    private final PrintWriter out;
    private final long total;
    private final long startNs = System.nanoTime();
    private final boolean terminal = Boolean.getBoolean("fluxledger.terminal");
    private long shownTenth;

    ProgressBar(PrintWriter out, long total) {
        this.out = out;
        this.total = total;
    }

    @Override
    public synchronized void accept(long done) {
        double seconds = (System.nanoTime() - startNs) / 1e9;
        long tenth = done * 10 / total;
        if (terminal) {
            int filled = (int) (done * WIDTH / total);
            out.printf(
                    Locale.ROOT,
                    "\r  [%s%s] %,d/%,d  %,.0f/s ",
                    "=".repeat(filled),
                    " ".repeat(WIDTH - filled),
                    done,
                    total,
                    done / seconds);
            if (done == total) {
                out.println();
            }
        } else if (tenth > shownTenth) {
            shownTenth = tenth;
            out.printf(Locale.ROOT, "  %3d %%  %,d/%,d%n", tenth * 10, done, total);
        }
        out.flush();
    }
}
