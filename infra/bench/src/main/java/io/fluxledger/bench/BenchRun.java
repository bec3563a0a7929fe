package io.fluxledger.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** One run of a bench: its options, a directory for servers that is deleted afterwards, and where progress is told. */
public final class BenchRun {
    private final BenchOptions options;
    private final Path directory;
    private final PrintWriter err;
    private final long startNs = System.nanoTime();

    public BenchRun(BenchOptions options, Path directory, PrintWriter err) {
        this.options = options;
        this.directory = directory;
        this.err = err;
    }

    public BenchOptions options() {
        return options;
    }

    /** Directory of this run. */
    public Path directory() {
        return directory;
    }

    /** Tells one line of progress, with the seconds since the start. */
    public void progress(String line) {
        synchronized (err) {
            err.printf(Locale.ROOT, "%7.1f s  %s%n", (System.nanoTime() - startNs) / 1e9, line);
            err.flush();
        }
    }
}
