package io.fluxledger.export.dump;

import io.fluxledger.export.log.LogEnds;
import io.fluxledger.runtime.KafkaClients;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of a partition so that each gets the offset that it had: lines name the offsets of their inputs, and the
 * folds and consumer groups go on at offsets. A hole of one is what the end of a transaction leaves, so the records before it
 * are written in one; a wider hole is filled with a transaction that is given up. Used by one thread.
 */
final class PartitionRestore implements AutoCloseable {
    /** Runs that are longer are not written in one transaction, which may not stay open for long. */
    private static final int LONGEST_TRANSACTION = 1_000;

    private static final int UNANSWERED = 5_000;
    private static final long MARKER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = 1_000_000;

    private final KafkaClients clients;
    private final Admin admin;
    private final TopicPartition partition;
    private final OffsetGaps gaps;
    private final Producer<byte[], byte[]> plain;
    private final Deque<Sent> unanswered = new ArrayDeque<>();
    private @Nullable Producer<byte[], byte[]> transactional;
    private @Nullable DumpedRecord last;
    private long next;
    private boolean inTransaction;
    private boolean markerUnseen;

    private record Sent(long offset, long timestampMs, Future<RecordMetadata> answer) {}

    PartitionRestore(KafkaClients clients, Admin admin, TopicPartition partition, OffsetGaps gaps) {
        this.clients = clients;
        this.admin = admin;
        this.partition = partition;
        this.gaps = gaps;
        this.plain =
                clients.byteProducer("ledger-import-" + partition, Map.of("linger.ms", 5, "batch.size", 128 << 10));
    }

    /** Writes the next record, and what stands for the hole before or behind it. */
    void write(DumpedRecord record) {
        if (last == null) {
            fillHoleBehind(-1, record);
        }
        OffsetGaps.Hole hole = gaps.from(record.offset());
        if (!inTransaction
                && hole != null
                && hole.width() == 1
                && hole.lastBefore() - record.offset() < LONGEST_TRANSACTION) {
            begin();
        }
        send(inTransaction ? transactional() : plain(), record);
        last = record;
        fillHoleBehind(record.offset(), record);
    }

    private void fillHoleBehind(long offset, DumpedRecord neighbour) {
        OffsetGaps.Hole hole = gaps.from(offset);
        if (hole != null && hole.lastBefore() == offset) {
            fill(hole.width(), neighbour);
        }
    }

    /** Waits until all is written; for a partition that has no record, fills what its offsets leave. */
    long finish(long end) {
        if (last == null && end > 0) {
            fill(end, new DumpedRecord(0, 0, null, null, new RecordHeaders()));
        }
        plain.flush();
        answered(0);
        awaitMarker();
        return next;
    }

    private void fill(long width, DumpedRecord neighbour) {
        if (inTransaction) {
            transactional().commitTransaction();
            inTransaction = false;
        } else if (width == 1) {
            throw new DumpException(
                    "%s: nothing that can be written leaves offset %d empty".formatted(partition, next));
        } else {
            plain.flush();
            begin();
            // Whoever reads uncommitted records sees one again that it has seen, which a crash leaves there as well.
            for (long i = 1; i < width; i++) {
                send(transactional(), neighbour);
            }
            transactional().flush();
            answered(0);
            transactional().abortTransaction();
            inTransaction = false;
        }
        answered(0);
        next++;
        markerUnseen = true;
    }

    private void begin() {
        plain.flush();
        answered(0);
        transactional().beginTransaction();
        inTransaction = true;
    }

    private Producer<byte[], byte[]> transactional() {
        Producer<byte[], byte[]> present = transactional;
        if (present == null) {
            present = clients.byteProducer(
                    "ledger-import-transactions-" + partition,
                    Map.of("transactional.id", "ledger-import-" + partition, "linger.ms", 0, "retry.backoff.ms", 2));
            present.initTransactions();
            transactional = present;
        }
        return present;
    }

    /** A transaction's end is written by the brokers by themselves; another producer could be quicker. */
    private Producer<byte[], byte[]> plain() {
        awaitMarker();
        return plain;
    }

    private void awaitMarker() {
        long giveUpAt = System.nanoTime() + MARKER_TIMEOUT_NANOS;
        while (markerUnseen) {
            long end = LogEnds.ends(admin, List.of(partition)).getOrDefault(partition, 0L);
            if (end == next) {
                markerUnseen = false;
            } else if (end > next || System.nanoTime() > giveUpAt) {
                throw new DumpException("%s ends at %d and not at %d".formatted(partition, end, next));
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void send(Producer<byte[], byte[]> producer, DumpedRecord record) {
        unanswered.add(new Sent(
                next++,
                record.timestampMs(),
                producer.send(new ProducerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        record.timestampMs(),
                        record.key(),
                        record.value(),
                        record.headers()))));
        answered(UNANSWERED);
    }

    private void answered(int stillOpen) {
        while (unanswered.size() > stillOpen) {
            Sent sent = unanswered.remove();
            RecordMetadata got;
            try {
                got = sent.answer().get();
            } catch (ExecutionException e) {
                throw new DumpException(
                        "%s offset %d is not written: %s".formatted(partition, sent.offset(), e.getCause()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DumpException("interrupted", e);
            }
            if (got.offset() != sent.offset()) {
                throw new DumpException("%s: a record got offset %d and had %d; is somebody else writing?"
                        .formatted(partition, got.offset(), sent.offset()));
            }
            requireTime(partition, sent.timestampMs(), got);
        }
    }

    /**
     * The folds decide by the times of records, so each must have got its own.
     *
     * @throws DumpException when the broker has put its own in its place
     */
    static void requireTime(TopicPartition partition, long timestampMs, RecordMetadata got) {
        if (got.timestamp() != timestampMs) {
            throw new DumpException(
                    "%s offset %d got the time %d and had %d: its message.timestamp.type is not CreateTime; does an operator set it back?"
                            .formatted(partition, got.offset(), got.timestamp(), timestampMs));
        }
    }

    @Override
    public void close() {
        plain.close();
        if (transactional != null) {
            transactional.close();
        }
    }
}
