package io.fluxledger.local.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Says each step as it happens. */
final class Steps {
    private final PrintWriter out;
    private final long startNs = System.nanoTime();

    Steps(PrintWriter out) {
        this.out = out;
    }

    void begin(String chapter) {
        out.printf("%n%s%n", chapter);
        out.flush();
    }

    void say(String line) {
        double seconds = (System.nanoTime() - startNs) / 1e9;
        out.printf(Locale.ROOT, "  %5.1f s  %s%n", seconds, line);
        out.flush();
    }
}
