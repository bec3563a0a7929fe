package io.fluxledger.export.dump;

import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the offsets of a dumped partition have holes: what ended a transaction took an offset, and so did records of
 * transactions that were given up.
 */
final class OffsetGaps {
    private static final int FIRST = 64;

    private long[] lastBefore = new long[FIRST];
    private long[] widths = new long[FIRST];
    private int count;
    private int at;

    private OffsetGaps() {}

    /**
     * Reads a file once.
     *
     * @param end offset behind the last one of the partition
     */
    static OffsetGaps of(Path file, long end) {
        OffsetGaps gaps = new OffsetGaps();
        long[] next = {0};
        DumpFile.read(file, record -> {
            gaps.add(next[0], record.offset());
            next[0] = record.offset() + 1;
        });
        gaps.add(next[0], end);
        return gaps;
    }

    private void add(long expected, long found) {
        if (found == expected) {
            return;
        }
        if (count == widths.length) {
            lastBefore = Arrays.copyOf(lastBefore, 2 * count);
            widths = Arrays.copyOf(widths, 2 * count);
        }
        lastBefore[count] = expected - 1;
        widths[count] = found - expected;
        count++;
    }

    /**
     * A hole.
     *
     * @param lastBefore offset of the record before it, -1 where there is none
     * @param width number of offsets
     */
    record Hole(long lastBefore, long width) {}

    /** The first hole that begins right behind an offset or later; offsets must not go back between calls. */
    @Nullable
    Hole from(long offset) {
        while (at < count && lastBefore[at] < offset) {
            at++;
        }
        return at < count ? new Hole(lastBefore[at], widths[at]) : null;
    }
}
