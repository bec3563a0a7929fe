package io.fluxledger.audit.verify;

import io.fluxledger.audit.chain.ChainCalls;
import io.fluxledger.audit.chain.ChainUnavailableException;
import io.fluxledger.audit.prove.Batch;
import io.fluxledger.audit.prove.Leaf;
import io.fluxledger.audit.prove.LeafSalts;
import io.fluxledger.audit.prove.OwedSums;
import io.fluxledger.audit.prove.SumTree;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.AuditHead;
import io.fluxledger.events.JournalLine;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.UnreadableRecordException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tree of every batch again from the lines on the topics, and holds its root against the one on the log and the
 * one on chain, and what it says is owed and held against what its lines lead to. The lines' own hashes are checked where the inputs
 * are decided again.
 */
public final class RootCheck {
    private static final String NAME = "verify-roots";
    /** Leaves of sum trees that are hashed at most; the last trees always are, and sums are compared for every batch. */
    private static final long MOST_LEAVES = 20_000_000;

    private final KafkaClients clients;
    private final Optional<ChainCalls> chain;
    private final List<String> differences = new ArrayList<>();
    private final Map<TopicPartition, PartitionLog> logs = new HashMap<>();
    private final OwedSums sums;
    private long leaves;

    /**
     * What it found.
     *
     * @param batches batches whose trees were made again
     * @param anchored those that have their root on chain
     */
    public record Report(int batches, int anchored, List<String> differences) {
        public Report {
            differences = List.copyOf(differences);
        }
    }

    /**
     * @param chain where roots are anchored; empty when it cannot be asked
     * @param salts of the leaves of what is owed
     */
    public RootCheck(KafkaClients clients, Optional<ChainCalls> chain, LeafSalts salts) {
        this.sums = new OwedSums(salts);
        this.clients = clients;
        this.chain = chain;
    }

    /** Batches in their order. */
    public interface Batches {
        /** Null after the last. */
        @Nullable
        AuditBatch next();
    }

    /** Reads the batches and their lines from the beginning. */
    public Report run() {
        TopicPartition topic = new TopicPartition(TopicCatalog.AUDIT_BATCHES.name(), 0);
        long last = -1;
        try (PartitionLog log = open(topic)) {
            for (AuditBatch batch = next(log); batch != null; batch = next(log)) {
                last = batch.getLiabilities().isEmpty() ? last : batch.getBatchId();
            }
        }
        try (PartitionLog log = open(topic)) {
            return run(() -> next(log), last);
        }
    }

    private @Nullable AuditBatch next(PartitionLog log) {
        ConsumerRecord<byte[], byte[]> record;
        while ((record = log.next()) != null) {
            if (clients.serde().deserialize(record.value()) instanceof AuditBatch batch) {
                return batch;
            }
        }
        return null;
    }

    /**
     * Checks these batches against the lines on the topics.
     *
     * @param last id of the last batch that says what is owed
     */
    public Report run(Batches all, long last) {
        int batches = 0;
        int anchored = 0;
        boolean waits = false;
        AuditBatch before = null;
        try {
            for (AuditBatch batch = all.next(); batch != null; batch = all.next()) {
                if (before != null && waits) {
                    // The next batch is sealed only when the one before is final on chain.
                    differences.add("chain %d has no root of batch %d, which batch %d follows"
                            .formatted(before.getChainId(), before.getBatchId(), batch.getBatchId()));
                }
                check(before, batch, batch.getBatchId() == last);
                boolean there = isAnchored(batch);
                waits = !there && isAsked(batch);
                anchored += there ? 1 : 0;
                before = batch;
                batches++;
            }
        } finally {
            logs.values().forEach(PartitionLog::close);
        }
        return new Report(batches, anchored, differences);
    }

    private PartitionLog open(TopicPartition partition) {
        Consumer<byte[], byte[]> consumer =
                clients.byteConsumer(NAME, true, Map.of("max.poll.records", 2_000, "fetch.max.wait.ms", 10));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        return new PartitionLog(consumer, partition, end);
    }

    private void check(@Nullable AuditBatch before, AuditBatch batch, boolean isLast) {
        if (before != null
                && (batch.getPreviousBatchId() != before.getBatchId()
                        || !batch.getPreviousRoot().equals(before.getRoot()))) {
            differences.add("batch %d does not follow batch %d".formatted(batch.getBatchId(), before.getBatchId()));
        }
        List<Leaf> lines = new ArrayList<>();
        batch.getHeads().forEach(head -> read(batch, head, lines));
        if (!batch.getLiabilities().isEmpty()) {
            leaves += sums.leaves();
            sums.differences(batch.getBatchId(), batch.getLiabilities(), isLast || leaves <= MOST_LEAVES)
                    .forEach(each -> differences.add("batch %d: %s".formatted(batch.getBatchId(), each)));
        }
        Map<Long, SumTree.Node> owed = new TreeMap<>();
        batch.getLiabilities()
                .forEach(chainOwed -> owed.put(
                        chainOwed.getChainId(),
                        new SumTree.Node(chainOwed.getRoot().bytes(), chainOwed.getSumNanos())));
        byte[] root = Batch.of(
                        lines,
                        batch.getPreviousBatchId(),
                        batch.getPreviousRoot().bytes(),
                        owed)
                .tree()
                .root();
        if (!Arrays.equals(root, batch.getRoot().bytes())) {
            differences.add("the lines of batch %d on the topics give the root %s, sealed was %s"
                    .formatted(
                            batch.getBatchId(), hex(root), hex(batch.getRoot().bytes())));
        }
    }

    private void read(AuditBatch batch, AuditHead head, List<Leaf> lines) {
        if (head.getFromSequence() > head.getToSequence()) {
            return;
        }
        TopicPartition partition = new TopicPartition(head.getTopic(), head.getPartition());
        PartitionLog log = logs.computeIfAbsent(partition, this::open);
        Leaf.Kind kind = head.getTopic().equals(TopicCatalog.LEDGER_JOURNAL.name())
                ? Leaf.Kind.PAYERS_LINE
                : Leaf.Kind.PROVIDERS_LINE;
        long wanted = head.getFromSequence();
        ConsumerRecord<byte[], byte[]> record;
        while (wanted <= head.getToSequence() && (record = log.peek()) != null) {
            JournalLine line = line(record);
            if (line == null || line.getPartitionSequence() != wanted) {
                differences.add("batch %d: %s-%d offset %d is not line %d"
                        .formatted(batch.getBatchId(), head.getTopic(), head.getPartition(), record.offset(), wanted));
                if (line != null && line.getPartitionSequence() > wanted) {
                    wanted = line.getPartitionSequence();
                    continue;
                }
            } else {
                lines.add(new Leaf(
                        kind, head.getPartition(), wanted, line.getHash().bytes()));
                sums.add(line);
                wanted++;
            }
            var _ = log.next();
        }
        if (wanted <= head.getToSequence()) {
            differences.add("batch %d: %s-%d ends before line %d"
                    .formatted(batch.getBatchId(), head.getTopic(), head.getPartition(), wanted));
        }
    }

    private @Nullable JournalLine line(ConsumerRecord<byte[], byte[]> record) {
        try {
            return clients.serde().deserialize(record.value()) instanceof JournalLine line ? line : null;
        } catch (UnreadableRecordException e) {
            // The comparison of the journal names it too.
            return null;
        }
    }

    private boolean isAsked(AuditBatch batch) {
        return chain.isPresent() && batch.getChainId() == chain.get().chain().chainId();
    }

    private boolean isAnchored(AuditBatch batch) {
        if (!isAsked(batch)) {
            return false;
        }
        try {
            byte[] root = chain.orElseThrow().anchoredRoot(batch.getBatchId());
            if (new BigInteger(1, root).signum() == 0) {
                return false;
            }
            if (!Arrays.equals(root, batch.getRoot().bytes())) {
                differences.add("chain %d has the root %s of batch %d, the log %s"
                        .formatted(
                                batch.getChainId(),
                                hex(root),
                                batch.getBatchId(),
                                hex(batch.getRoot().bytes())));
            }
            return true;
        } catch (ChainUnavailableException e) {
            differences.add("whether batch " + batch.getBatchId() + " is anchored is not known: " + e.getMessage());
            return false;
        }
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
