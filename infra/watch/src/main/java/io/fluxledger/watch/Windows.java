package io.fluxledger.watch;

import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PartitionWindowClosed;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;

/** Which windows the providers' partitions have closed. Safe for use by several threads. */
final class Windows {
    private final long lengthMs;
    private final long[] closedUpToMs;
    private long firstLineMs = Long.MAX_VALUE;

    /** @param length of a window; windows end at its multiples since the Unix epoch */
    Windows(Duration length, int partitions) {
        lengthMs = length.toMillis();
        closedUpToMs = new long[partitions];
    }

    /** Takes a line of the providers' journal. */
    synchronized void add(TopicPartition partition, JournalLine line) {
        firstLineMs = Math.min(firstLineMs, line.getClockMs());
        for (Object entry : line.getEntries()) {
            if (entry instanceof PartitionWindowClosed closed) {
                int p = partition.partition();
                closedUpToMs[p] = Math.max(closedUpToMs[p], closed.getWindowEndMs());
            }
        }
    }

    /** How long ago the first window ended that some partition has not closed; 0 when all have closed what has ended. */
    synchronized long overdueMs(long nowMs) {
        if (firstLineMs > nowMs) {
            return 0;
        }
        long overdueMs = 0;
        for (long closed : closedUpToMs) {
            long since = Math.max(closed, firstLineMs);
            long end = Math.floorDiv(since, lengthMs) * lengthMs + lengthMs;
            overdueMs = Math.max(overdueMs, nowMs - end);
        }
        return overdueMs;
    }
}
