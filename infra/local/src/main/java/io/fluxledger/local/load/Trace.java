package io.fluxledger.local.load;

import io.fluxledger.local.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Model calls in the order of their times.
 *
 * @param source where it comes from, for people
 */
public record Trace(String source, List<Call> calls) {
    /**
     * One model call.
     *
     * @param afterMs time since the first call
     */
    public record Call(long afterMs, long inputTokens, long outputTokens) {}

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSSS][.SSSSSS]");
    private static final double MEAN_GAP_MS = 180;
    private static final double MEAN_INPUT_TOKENS = 1100;
    private static final double MEAN_OUTPUT_TOKENS = 210;

    public Trace {
        calls = List.copyOf(calls);
    }

    /**
     * Reads the published Azure format: a heading, then TIMESTAMP,ContextTokens,GeneratedTokens.
     *
     * @throws StackException naming the line that cannot be read
     */
    public static Trace read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new StackException("cannot read the trace " + file + ": " + e.getMessage(), e);
        }
        List<Call> calls = new ArrayList<>();
        long firstMs = 0;
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] cells = lines.get(i).split(",", -1);
            try {
                long timeMs = LocalDateTime.parse(cells[0].strip(), TIME)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
                firstMs = calls.isEmpty() ? timeMs : firstMs;
                calls.add(new Call(
                        Math.max(0, timeMs - firstMs),
                        Long.parseLong(cells[1].strip()),
                        Long.parseLong(cells[2].strip())));
            } catch (DateTimeParseException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new StackException(
                        "%s line %d is not TIMESTAMP,ContextTokens,GeneratedTokens: %s"
                                .formatted(file, i + 1, lines.get(i)),
                        e);
            }
        }
        if (calls.isEmpty()) {
            throw new StackException("the trace " + file + " has no calls");
        }
        return new Trace(String.valueOf(file.getFileName()), calls);
    }

    /** Calls with exponential gaps and token counts, the same for the same seed. */
    public static Trace generate(long seed, int count) {
        Random random = new Random(seed);
        List<Call> calls = new ArrayList<>(count);
        double afterMs = 0;
        for (int i = 0; i < count; i++) {
            calls.add(new Call(
                    (long) afterMs,
                    1 + (long) exponential(random, MEAN_INPUT_TOKENS),
                    1 + (long) exponential(random, MEAN_OUTPUT_TOKENS)));
            afterMs += exponential(random, MEAN_GAP_MS);
        }
        return new Trace("generated, seed " + seed, calls);
    }

    /** The first calls only. */
    public Trace first(int count) {
        return count >= calls.size() ? this : new Trace(source, calls.subList(0, count));
    }

    private static double exponential(Random random, double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }
}
