package io.fluxledger.bench.submit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Every input that was sent and the first answer that was given to it. One thread sends and one answers; anybody may
 * read.
 */
public final class AnswerBook {
    private static final int WIRE_FORMAT_BYTES = 5;
    private static final int ID_BYTES = 16;

    private final Map<UUID, Sent> sent = new ConcurrentHashMap<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLongArray latestAnswered;

    /** @param partitions partitions of the inputs */
    AnswerBook(int partitions) {
        latestAnswered = new AtomicLongArray(partitions);
        for (int p = 0; p < partitions; p++) {
            latestAnswered.set(p, Long.MIN_VALUE);
        }
    }

    /** An input that was sent. Times are of {@link System#nanoTime()}. */
    static final class Sent {
        private final int partition;
        private final boolean accepted;
        private final long sentNanos;
        private volatile @Nullable Answer answer;

        Sent(int partition, boolean accepted, long sentNanos) {
            this.partition = partition;
            this.accepted = accepted;
            this.sentNanos = sentNanos;
        }

        int partition() {
            return partition;
        }

        boolean accepted() {
            return accepted;
        }

        long sentNanos() {
            return sentNanos;
        }

        /** The answer; null while there is none. */
        @Nullable
        Answer answer() {
            return answer;
        }
    }

    /**
     * An answer as it was given.
     *
     * @param offset where its line stood in the journal, committed or not
     * @param digest SHA-256 of the line's value, wire format included
     */
    record Answer(long offset, Digest digest, long givenNanos) {}

    /** A SHA-256 digest that can be compared. */
    record Digest(long a, long b, long c, long d) {
        static Digest of(byte[] value) {
            try {
                ByteBuffer bytes =
                        ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(value));
                return new Digest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    /** The id of the input that a journal line answers; read without knowing the line's schema. */
    static UUID inputId(byte[] line) {
        ByteBuffer bytes = ByteBuffer.wrap(line, WIRE_FORMAT_BYTES, ID_BYTES);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** Whether the line is the first, or the only one, of its input. */
    static boolean isFirst(byte[] line) {
        return line[WIRE_FORMAT_BYTES + ID_BYTES] == 0;
    }

    /** Notes an input, before it is sent. */
    void expect(Planned input) {
        sent.put(input.id(), new Sent(input.partition(), input.accepted(), System.nanoTime()));
    }

    /** Notes that the broker did not take an input; whether it is in the log is not known. */
    void refused() {
        refused.incrementAndGet();
    }

    /** A line of the journal in its order: the first for an input is the answer that a client got. */
    void line(int partition, long offset, byte[] value) {
        if (!isFirst(value)) {
            return;
        }
        Sent input = sent.get(inputId(value));
        if (input == null || input.answer != null) {
            return;
        }
        input.answer = new Answer(offset, Digest.of(value), System.nanoTime());
        answered.incrementAndGet();
        latestAnswered.accumulateAndGet(partition, input.sentNanos(), Math::max);
    }

    /** Number of inputs that were sent. */
    public long sentCount() {
        return sent.size();
    }

    /** Number of inputs that have an answer. */
    public long answeredCount() {
        return answered.get();
    }

    /** Number of inputs that the broker refused: errors that a client would have seen. */
    public long refusedCount() {
        return refused.get();
    }

    /** Whether each partition has answered an input that was sent after that moment. */
    public boolean answersEverywhere(long sinceNanos) {
        for (int p = 0; p < latestAnswered.length(); p++) {
            if (latestAnswered.get(p) <= sinceNanos) {
                return false;
            }
        }
        return true;
    }

    /**
     * When the slowest partition gave its first answer to an input that was sent after that moment.
     *
     * @return nanoseconds after that moment
     * @throws IllegalStateException when a partition has not answered one yet
     */
    public long firstAnswersNanos(long sinceNanos) {
        long[] first = new long[latestAnswered.length()];
        java.util.Arrays.fill(first, Long.MAX_VALUE);
        for (Sent input : sent.values()) {
            Answer answer = input.answer();
            if (answer != null && input.sentNanos() > sinceNanos) {
                first[input.partition()] = Math.min(first[input.partition()], answer.givenNanos() - sinceNanos);
            }
        }
        long slowest = java.util.Arrays.stream(first).max().orElseThrow();
        if (slowest == Long.MAX_VALUE) {
            throw new IllegalStateException("a partition has not answered anything that was sent since");
        }
        return slowest;
    }

    /** The longest time from sending to answer among the inputs sent in a span of time; 0 when there are none. */
    public long longestNanos(long fromNanos, long toNanos) {
        long longest = 0;
        for (Sent input : sent.values()) {
            Answer answer = input.answer();
            if (answer != null && input.sentNanos() >= fromNanos && input.sentNanos() < toNanos) {
                longest = Math.max(longest, answer.givenNanos() - input.sentNanos());
            }
        }
        return longest;
    }

    @Nullable
    Sent find(UUID id) {
        return sent.get(id);
    }

    Collection<Sent> all() {
        return sent.values();
    }

    Map<UUID, Sent> byId() {
        return sent;
    }
}
