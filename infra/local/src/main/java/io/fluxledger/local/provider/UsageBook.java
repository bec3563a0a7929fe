package io.fluxledger.local.provider;

import io.fluxledger.signatures.EthAddress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the DEMO provider counted itself, a line of a file for each receipt, so that a restart forgets nothing. */
final class UsageBook implements AutoCloseable {
    /** Sums up to a receipt, that one included. */
    private final Map<EthAddress, NavigableMap<Long, Sums>> sums = new HashMap<>();

    private final BufferedWriter file;

    /**
     * What was used.
     *
     * @param nanos nano-USDC
     */
    record Sums(long calls, long inputTokens, long outputTokens, long nanos) {
        static final Sums NONE = new Sums(0, 0, 0, 0);

        private Sums plus(Sums other) {
            return new Sums(
                    Math.addExact(calls, other.calls),
                    Math.addExact(inputTokens, other.inputTokens),
                    Math.addExact(outputTokens, other.outputTokens),
                    Math.addExact(nanos, other.nanos));
        }

        private Sums minus(Sums other) {
            return new Sums(
                    calls - other.calls,
                    inputTokens - other.inputTokens,
                    outputTokens - other.outputTokens,
                    nanos - other.nanos);
        }
    }

    UsageBook(Path path) {
        try {
            if (Files.exists(path)) {
                for (String line : Files.readAllLines(path)) {
                    String[] words = line.split(" ");
                    if (words.length == 5) {
                        add(
                                EthAddress.parse(words[1]),
                                Long.parseLong(words[0]),
                                Long.parseLong(words[2]),
                                Long.parseLong(words[3]),
                                Long.parseLong(words[4]));
                    }
                }
            }
            file = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write " + path, e);
        }
    }

    synchronized void count(EthAddress provider, long atMs, long inputTokens, long outputTokens, long nanos) {
        add(provider, atMs, inputTokens, outputTokens, nanos);
        try {
            file.write(atMs + " " + provider + " " + inputTokens + " " + outputTokens + " " + nanos);
            file.newLine();
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write what was used", e);
        }
    }

    private void add(EthAddress provider, long atMs, long inputTokens, long outputTokens, long nanos) {
        NavigableMap<Long, Sums> own = sums.computeIfAbsent(provider, p -> new TreeMap<>());
        Sums before = own.isEmpty() ? Sums.NONE : own.lastEntry().getValue();
        long key = own.isEmpty() ? atMs : Math.max(atMs, own.lastKey());
        own.put(key, before.plus(new Sums(1, inputTokens, outputTokens, nanos)));
    }

    /** From the first millisecond to before the second. */
    synchronized Sums between(EthAddress provider, long fromMs, long toMs) {
        return upTo(provider, toMs).minus(upTo(provider, fromMs));
    }

    private Sums upTo(EthAddress provider, long ms) {
        NavigableMap<Long, Sums> own = sums.get(provider);
        Map.Entry<Long, Sums> last = own == null ? null : own.lowerEntry(ms);
        return last == null ? Sums.NONE : last.getValue();
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the file of what was used", e);
        }
    }
}
