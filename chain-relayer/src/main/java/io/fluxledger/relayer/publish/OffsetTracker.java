package io.fluxledger.relayer.publish;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** The offset from which a partition of commands must be read again after a crash: the oldest whose outcome is not out. */
final class OffsetTracker {
    private final Map<String, Long> offsets = new HashMap<>();
    private final TreeSet<Long> open = new TreeSet<>();
    private long next = -1;

    synchronized void arrived(String commandId, long offset) {
        if (offsets.putIfAbsent(commandId, offset) == null) {
            open.add(offset);
        }
        next = Math.max(next, offset + 1);
    }

    /** A record that nothing waits for. */
    synchronized void passed(long offset) {
        next = Math.max(next, offset + 1);
    }

    synchronized void ended(String commandId) {
        Long offset = offsets.remove(commandId);
        if (offset != null) {
            open.remove(offset);
        }
    }

    /** -1 when nothing has arrived yet. */
    synchronized long safeOffset() {
        return open.isEmpty() ? next : open.getFirst();
    }
}
