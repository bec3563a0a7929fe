package io.fluxledger.audit.prove;

import io.fluxledger.audit.prove.StoredLines.Line;
import io.fluxledger.audit.prove.StoredLines.Span;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.AuditHead;
import io.fluxledger.events.AuditLiabilities;
import io.fluxledger.events.Hash32;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The next batch: all lines behind the last one, or as many as fit, and what is owed after them. */
final class BatchDraft {
    private static final List<TopicSpec> JOURNALS = List.of(TopicCatalog.LEDGER_JOURNAL, TopicCatalog.PROVIDER_JOURNAL);

    private final Handle handle;
    private final LeafSalts salts;
    private final Map<String, AuditHead> before = new HashMap<>();
    private final List<Leaf> lines = new ArrayList<>();
    private final List<AuditHead> heads = new ArrayList<>();
    private int room;
    private boolean whole = true;

    private BatchDraft(Handle handle, @Nullable AuditBatch last, SealSettings settings) {
        this.handle = handle;
        this.salts = settings.salts();
        this.room = settings.maxLines();
        if (last != null) {
            last.getHeads().forEach(head -> before.put(place(head.getTopic(), head.getPartition()), head));
        }
    }

    /**
     * Reads the next batch in the handle's transaction.
     *
     * @param last the batch before; null for the first
     * @param previous leaf that names it
     * @return null when there is no new line
     */
    static @Nullable AuditBatch next(
            Handle handle, @Nullable AuditBatch last, Leaf previous, long chainId, SealSettings settings, long nowMs) {
        BatchDraft draft = new BatchDraft(handle, last, settings);
        for (TopicSpec journal : JOURNALS) {
            for (int partition = 0; partition < journal.partitions(); partition++) {
                draft.add(journal.name(), partition);
            }
        }
        if (draft.lines.isEmpty()) {
            return null;
        }
        Map<Long, SumTree.Node> owed = new TreeMap<>();
        List<AuditLiabilities> liabilities = draft.whole ? draft.liabilities(previous.second() + 1, owed) : List.of();
        return Batch.of(draft.lines, previous.second(), previous.hash(), owed)
                .event(previous.second() + 1, previous, chainId, draft.heads, liabilities, nowMs);
    }

    private void add(String topic, int partition) {
        AuditHead head = before.get(place(topic, partition));
        long fromOffset = head == null ? -1 : head.getToOffset();
        long sequence = head == null ? 0 : head.getToSequence();
        Hash32 hash = head == null ? new Hash32(new byte[Hash32.SCHEMA$.getFixedSize()]) : head.getHash();
        long toOffset = fromOffset;
        long fromSequence = sequence + 1;
        // One more than fits, to know whether the batch has all lines of this moment.
        List<Line> found = StoredLines.read(handle, new Span(topic, partition, fromOffset, Long.MAX_VALUE), room + 1);
        whole &= found.size() <= room;
        for (Line line : found.subList(0, Math.min(room, found.size()))) {
            sequence++;
            if (line.leaf().second() != sequence) {
                throw new IllegalStateException("%s-%d offset %d is line %d, not %d: the projection misses lines"
                        .formatted(topic, partition, line.offset(), line.leaf().second(), sequence));
            }
            lines.add(line.leaf());
            hash = new Hash32(line.leaf().hash());
            toOffset = line.offset();
        }
        room -= Math.min(room, found.size());
        if (sequence > 0) {
            heads.add(new AuditHead(topic, partition, fromSequence, sequence, fromOffset, toOffset, hash));
        }
    }

    private List<AuditLiabilities> liabilities(long batchId, Map<Long, SumTree.Node> owed) {
        Map<Long, Assets> assets = new HashMap<>();
        handle.createQuery(
                        "SELECT chain_id, COALESCE(treasury_nanos, 0), COALESCE(between_chains_nanos, 0) FROM coverage")
                .map((row, _) -> new Assets(
                        row.getLong(1),
                        row.getBigDecimal(2).longValueExact(),
                        row.getBigDecimal(3).longValueExact()))
                .forEach(each -> assets.put(each.chainId(), each));
        List<AuditLiabilities> all = new ArrayList<>();
        OwedReader.read(handle).forEach((chainId, owners) -> {
            SumTree tree = salts.tree(batchId, chainId, owners);
            SumTree.Node root = tree.root();
            owed.put(tree.chainId(), root);
            Assets of = assets.getOrDefault(tree.chainId(), new Assets(tree.chainId(), 0, 0));
            all.add(new AuditLiabilities(
                    tree.chainId(),
                    tree.accounts(),
                    root.sumNanos(),
                    of.treasuryNanos(),
                    of.betweenChainsNanos(),
                    new Hash32(root.hash())));
        });
        return all;
    }

    private record Assets(long chainId, long treasuryNanos, long betweenChainsNanos) {}

    private static String place(String topic, int partition) {
        return topic + ":" + partition;
    }
}
