package io.fluxledger.settlement.track;

import io.fluxledger.events.ChargeTaken;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PartitionWindowClosed;
import io.fluxledger.events.WindowClosed;
import io.fluxledger.schemas.EventHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Windows and the usage in them, as the providers' journal tells them. Not thread-safe. */
final class WindowBook {
    private final long[] closedUpTo;
    private final NavigableMap<Long, List<ClosedWindow>> byEnd = new TreeMap<>();
    private final Map<String, NavigableMap<Long, ClosedWindow>> byProvider = new HashMap<>();
    private final Map<String, UsageCut> cuts = new HashMap<>();
    private final Map<String, RunningUsage> running = new HashMap<>();
    private final Set<UUID> refusedTicks = new HashSet<>();
    private int kept;

    WindowBook(int partitions) {
        closedUpTo = new long[partitions];
    }

    ClosedWindow closed(JournalLine line, WindowClosed entry) {
        if (line.getAccount() == null) {
            throw new IllegalStateException("a provider's window without provider in " + line);
        }
        String provider = Addresses.text(line.getAccount());
        ClosedWindow window = new ClosedWindow(
                provider,
                line.getPartitionSequence(),
                line.getClockMs(),
                entry,
                cuts.getOrDefault(provider, UsageCut.BEGINNING));
        cuts.put(provider, window.cut());
        byEnd.computeIfAbsent(window.windowEndMs(), end -> new ArrayList<>()).add(window);
        byProvider.computeIfAbsent(provider, p -> new TreeMap<>()).put(window.windowEndMs(), window);
        running.remove(provider);
        kept++;
        return window;
    }

    void closed(int partition, PartitionWindowClosed entry) {
        byEnd.computeIfAbsent(entry.getWindowEndMs(), end -> new ArrayList<>());
        closedUpTo[partition] = Math.max(closedUpTo[partition], entry.getWindowEndMs());
    }

    void charged(JournalLine line, ChargeTaken entry) {
        if (line.getAccount() != null) {
            running.merge(
                    Addresses.text(line.getAccount()),
                    RunningUsage.NONE.plus(entry),
                    (before, one) -> before.plus(entry));
        }
    }

    void tickRefused(JournalLine line) {
        refusedTicks.add(EventHeaders.uuid(line.getInputId()));
    }

    boolean refused(UUID tick) {
        return refusedTicks.contains(tick);
    }

    long closedUpTo(int partition) {
        return closedUpTo[partition];
    }

    /** Latest window that every partition has closed or passed, Unix milliseconds. */
    long closedEverywhere() {
        return Arrays.stream(closedUpTo).min().orElse(0);
    }

    /** Ends of the windows that are known, ascending. */
    NavigableSet<Long> ends() {
        return Collections.unmodifiableNavigableSet(byEnd.navigableKeySet());
    }

    /** The window's providers, ascending by address. */
    List<ClosedWindow> providers(long windowEndMs) {
        return byEnd.getOrDefault(windowEndMs, List.of()).stream()
                .sorted(Comparator.comparing(ClosedWindow::provider))
                .toList();
    }

    boolean hasProviders(long windowEndMs) {
        return !byEnd.getOrDefault(windowEndMs, List.of()).isEmpty();
    }

    @Nullable
    ClosedWindow window(String provider, long windowEndMs) {
        NavigableMap<Long, ClosedWindow> own = byProvider.get(provider);
        return own == null ? null : own.get(windowEndMs);
    }

    /** The provider's windows, latest first. */
    List<ClosedWindow> of(String provider, long beforeEndMs, int limit) {
        NavigableMap<Long, ClosedWindow> own = byProvider.get(provider);
        return own == null
                ? List.of()
                : own.headMap(beforeEndMs, false).descendingMap().values().stream()
                        .limit(limit)
                        .toList();
    }

    RunningUsage running(String provider) {
        return running.getOrDefault(provider, RunningUsage.NONE);
    }

    boolean knows(String provider) {
        return byProvider.containsKey(provider) || running.containsKey(provider);
    }

    /** How many windows of providers are kept. */
    int kept() {
        return kept;
    }

    boolean isKept(long windowEndMs) {
        return byEnd.containsKey(windowEndMs);
    }

    /** Lets a window go: what it was stands in the journal, and in the audit projection. What it was of each provider. */
    List<ClosedWindow> forget(long windowEndMs) {
        List<ClosedWindow> gone = byEnd.remove(windowEndMs);
        if (gone == null) {
            return List.of();
        }
        kept -= gone.size();
        for (ClosedWindow window : gone) {
            NavigableMap<Long, ClosedWindow> own = byProvider.get(window.provider());
            if (own != null) {
                own.remove(windowEndMs);
            }
        }
        return gone;
    }
}
