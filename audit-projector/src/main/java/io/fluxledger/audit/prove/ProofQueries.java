package io.fluxledger.audit.prove;

import io.fluxledger.audit.project.LineContent;
import io.fluxledger.audit.prove.StoredLines.Line;
import io.fluxledger.audit.prove.StoredLines.Span;
import io.fluxledger.audit.read.Reading;
import io.fluxledger.events.JournalLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Proofs of lines, of batches following one another, and of what is owed; each can be checked without this program. */
public final class ProofQueries {
    private static final int MOST_STEPS = 1_000;
    private static final HexFormat HEX = HexFormat.of();

    private final Reading reading;
    private final LineSource topics;
    private final LeafSalts salts;

    /** For who asks for batches alone: there is no proof of a line without its topic. */
    public ProofQueries(Jdbi jdbi) {
        this(
                jdbi,
                entry -> {
                    throw new IllegalStateException("nothing is known here of the topic of " + entry);
                },
                LeafSalts.NONE);
    }

    /**
     * @param topics what the lines are held against before they are proven
     * @param salts of the leaves of what is owed
     */
    public ProofQueries(Jdbi jdbi, LineSource topics, LeafSalts salts) {
        this.reading = new Reading(jdbi);
        this.topics = topics;
        this.salts = salts;
    }

    /** A line of a journal. */
    public record Entry(String topic, int partition, long offset) {}

    /** A batch with its spans, what is owed, and where it is anchored and published; empty when there is none. */
    public Optional<Map<String, Object>> batch(long batchId) {
        return reading.find(handle -> {
            List<Map<String, Object>> found =
                    Reading.list(handle.createQuery("SELECT * FROM merkle_batches WHERE batch_id = :id")
                            .bind("id", batchId));
            if (found.isEmpty()) {
                return null;
            }
            Map<String, Object> answer = new LinkedHashMap<>(found.getFirst());
            answer.put("heads", Reading.list(handle.createQuery("""
                            SELECT journal, journal_partition, from_sequence, to_sequence, from_offset, to_offset, hash
                            FROM merkle_heads WHERE batch_id = :id ORDER BY journal, journal_partition""").bind("id", batchId)));
            answer.put("liabilities", Reading.list(handle.createQuery("""
                            SELECT chain_id, accounts, sum_nanos, treasury_nanos, between_chains_nanos, root
                            FROM merkle_liabilities
                            WHERE batch_id = :id ORDER BY chain_id""").bind("id", batchId)));
            addWhere(handle, batchId, answer);
            return answer;
        });
    }

    private static void addWhere(Handle handle, long batchId, Map<String, Object> answer) {
        answer.put("anchors", Reading.list(handle.createQuery("""
                        SELECT command_id, chain_id, state, transaction_hash, block_number, reason
                        FROM chain_transactions WHERE subject_id = :subject ORDER BY command_id""").bind("subject", AnchorOutcomes.subject(batchId))));
        answer.put("publications", Reading.list(handle.createQuery("""
                        SELECT layer, state, data_hash, submission_id, block_hash, extrinsic_index, transaction_hash
                        FROM merkle_publications WHERE batch_id = :id ORDER BY layer""").bind("id", batchId)));
    }

    /** The line that an input led to first; empty when there is none. */
    public Optional<Entry> ofInput(String inputId) {
        return reading.read(handle -> handle.createQuery("""
                        SELECT topic, partition, record_offset FROM journal_lines WHERE input_id = CAST(:id AS uuid)
                        ORDER BY line_index LIMIT 1""")
                .bind("id", inputId)
                .map((row, _) -> new Entry(row.getString(1), row.getInt(2), row.getLong(3)))
                .findOne());
    }

    /**
     * Proof that a line is in its batch, and that what is shown of it is what its topic has; empty when there is no such line.
     *
     * @throws LineNotReadException when the topic does not answer
     * @throws NotInABatchException when it is in none yet
     * @throws ProjectionDiffersException when the lines of its batch do not give the batch's root any more
     */
    public Optional<Map<String, Object>> line(Entry entry) {
        Optional<JournalLine> onTopic = topics.at(entry);
        return reading.find(handle -> {
            List<Line> lines = StoredLines.read(
                    handle, new Span(entry.topic(), entry.partition(), entry.offset() - 1, entry.offset()), 1);
            if (lines.isEmpty()) {
                return null;
            }
            long batchId = handle.createQuery("""
                            SELECT batch_id FROM merkle_heads
                            WHERE journal = :topic AND journal_partition = :partition AND to_offset >= :offset
                            ORDER BY to_offset, batch_id LIMIT 1""")
                    .bind("topic", entry.topic())
                    .bind("partition", entry.partition())
                    .bind("offset", entry.offset())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> new NotInABatchException(entry));
            Leaf leaf = lines.getFirst().leaf();
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("entry", entry.topic() + ":" + entry.partition() + ":" + entry.offset());
            addProof(rebuilt(handle, batchId), leaf, answer);
            checkContent(handle, entry, onTopic);
            addWhere(handle, batchId, answer);
            return answer;
        });
    }

    /** The leaf has the hash alone; whoever looks at the line sees entries and postings. */
    private static void checkContent(Handle handle, Entry entry, Optional<JournalLine> onTopic) {
        List<String> differences = onTopic.map(
                        line -> LineContent.differences(handle, entry.topic(), entry.partition(), entry.offset(), line))
                .orElse(List.of("line"));
        if (!differences.isEmpty()) {
            throw new ProjectionDiffersException("the line %s:%d:%d in PostgreSQL is not the one of its topic: %s"
                    .formatted(entry.topic(), entry.partition(), entry.offset(), String.join(", ", differences)));
        }
    }

    private static void addProof(Rebuilt batch, Leaf leaf, Map<String, Object> answer) {
        answer.put("batchId", batch.batchId());
        answer.put("root", hex(batch.tree().tree().root()));
        answer.put("leafEncoding", Leaf.ENCODING);
        answer.put("value", leaf.values());
        answer.put("leafHash", hex(leaf.leafHash()));
        answer.put(
                "proof",
                batch.tree().tree().proof(batch.position(leaf)).stream()
                        .map(ProofQueries::hex)
                        .toList());
    }

    /** A batch's tree as StandardMerkleTree.load takes it; empty when there is no such batch. */
    public Optional<Map<String, Object>> tree(long batchId) {
        return reading.find(handle -> {
            if (Stored.read(handle, batchId) == null) {
                return null;
            }
            Batch batch = rebuilt(handle, batchId).tree();
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("format", "standard-v1");
            answer.put("leafEncoding", Leaf.ENCODING);
            answer.put(
                    "tree", batch.tree().nodes().stream().map(ProofQueries::hex).toList());
            List<Map<String, Object>> values = new ArrayList<>();
            for (int i = 0; i < batch.leaves().size(); i++) {
                values.add(Map.of(
                        "value",
                        batch.leaves().get(i).values(),
                        "treeIndex",
                        batch.tree().nodeOf(i)));
            }
            answer.put("values", values);
            return answer;
        });
    }

    /**
     * That one batch's root follows from another's: each step proves that a root has the root before as a leaf. Empty when
     * one of the batches is not there.
     *
     * @throws IllegalArgumentException when there are more steps than an answer takes
     */
    public Optional<Map<String, Object>> consistency(long fromBatchId, long toBatchId) {
        return reading.find(handle -> {
            List<Map<String, Object>> batches = Reading.list(handle.createQuery("""
                            SELECT batch_id, root, previous_batch_id, previous_root, previous_proof FROM merkle_batches
                            WHERE batch_id >= :from AND batch_id <= :to ORDER BY batch_id LIMIT :most""")
                    .bind("from", fromBatchId)
                    .bind("to", toBatchId)
                    .bind("most", MOST_STEPS + 2));
            if (batches.size() > MOST_STEPS + 1) {
                throw new IllegalArgumentException("at most " + MOST_STEPS + " steps");
            }
            if (batches.isEmpty()
                    || !Objects.equals(batches.getFirst().get("batchId"), fromBatchId)
                    || !Objects.equals(batches.getLast().get("batchId"), toBatchId)) {
                return null;
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("from", fromBatchId);
            answer.put("fromRoot", batches.getFirst().get("root"));
            answer.put("to", toBatchId);
            answer.put("toRoot", batches.getLast().get("root"));
            answer.put("leafEncoding", Leaf.ENCODING);
            List<Map<String, Object>> steps = new ArrayList<>();
            for (Map<String, Object> batch : batches.subList(1, batches.size())) {
                Map<String, Object> step = new LinkedHashMap<>();
                step.put("batchId", batch.get("batchId"));
                step.put("root", batch.get("root"));
                step.put(
                        "value",
                        List.of(
                                Integer.toString(Leaf.Kind.PREVIOUS_ROOT.ordinal()),
                                "0",
                                String.valueOf(batch.get("previousBatchId")),
                                String.valueOf(batch.get("previousRoot"))));
                step.put("proof", batch.get("previousProof"));
                steps.add(step);
            }
            answer.put("steps", steps);
            return answer;
        });
    }

    /**
     * What is owed per chain after a batch, held against the treasuries; with an owner, proof of its share.
     *
     * @param batchId null for the latest that says what is owed
     * @return empty when there is no such batch
     */
    public Optional<Map<String, Object>> liabilities(@Nullable Long batchId, @Nullable String owner) {
        return reading.find(handle -> {
            Long wanted = handle.createQuery(
                            "SELECT max(batch_id) FROM merkle_liabilities WHERE batch_id = :id OR :id < 0")
                    .bind("id", batchId == null ? -1 : batchId)
                    .mapTo(Long.class)
                    .findOne()
                    .orElse(null);
            if (wanted == null) {
                return null;
            }
            Rebuilt batch = rebuilt(handle, wanted);
            Map<Long, SortedMap<String, Long>> owed = OwedReader.read(handle, wanted);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("batchId", wanted);
            answer.put("root", hex(batch.tree().tree().root()));
            answer.put("leafEncoding", Leaf.ENCODING);
            List<Map<String, Object>> chains = new ArrayList<>();
            for (Map<String, Object> stored :
                    Reading.list(handle.createQuery("""
                            SELECT chain_id, accounts, sum_nanos, treasury_nanos, between_chains_nanos, root AS sum_root,
                                   sum_nanos + between_chains_nanos <= treasury_nanos AS covered
                            FROM merkle_liabilities WHERE batch_id = :id ORDER BY chain_id""").bind("id", wanted))) {
                chains.add(chain(batch, owed, stored, owner));
            }
            answer.put("chains", chains);
            return answer;
        });
    }

    private Map<String, Object> chain(
            Rebuilt batch,
            Map<Long, SortedMap<String, Long>> owed,
            Map<String, Object> stored,
            @Nullable String owner) {
        Map<String, Object> chain = new LinkedHashMap<>(stored);
        long chainId = ((Number) stored.getOrDefault("chainId", 0L)).longValue();
        String root = String.valueOf(stored.get("sumRoot"));
        SumTree tree = Optional.ofNullable(owed.get(chainId))
                .flatMap(owners -> salts.tree(batch.batchId(), chainId, owners, HEX.parseHex(root, 2, root.length())))
                .orElseThrow(() -> new ProjectionDiffersException(
                        "the balances as of batch %d on chain %d do not give the root %s by the secrets that are known here"
                                .formatted(batch.batchId(), chainId, root)));
        Leaf leaf = new Leaf(
                Leaf.Kind.LIABILITIES,
                tree.chainId(),
                tree.root().sumNanos(),
                tree.root().hash());
        chain.put("value", leaf.values());
        chain.put(
                "proof",
                batch.tree().tree().proof(batch.position(leaf)).stream()
                        .map(ProofQueries::hex)
                        .toList());
        if (owner != null && tree.has(owner)) {
            Map<String, Object> share = new LinkedHashMap<>();
            share.put("owner", owner);
            share.put("owedNano", Long.toString(tree.owedNanos(owner)));
            share.put("salt", hex(tree.salt(owner)));
            share.put(
                    "proof",
                    tree.proof(owner).stream()
                            .map(sibling -> Map.<String, Object>of(
                                    "left", sibling.left(),
                                    "hash", hex(sibling.node().hash()),
                                    "sumNano", Long.toString(sibling.node().sumNanos())))
                            .toList());
            chain.put("share", share);
        }
        return chain;
    }

    /** A batch made again from the lines that the projection has, and compared with its root. */
    private record Rebuilt(long batchId, Batch tree) {
        int position(Leaf leaf) {
            List<Leaf> leaves = tree.leaves();
            for (int i = 0; i < leaves.size(); i++) {
                Leaf each = leaves.get(i);
                if (each.kind() == leaf.kind()
                        && each.first() == leaf.first()
                        && each.second() == leaf.second()
                        && Arrays.equals(each.hash(), leaf.hash())) {
                    return i;
                }
            }
            throw new ProjectionDiffersException("batch %d has no leaf %s".formatted(batchId, leaf.values()));
        }
    }

    private static Rebuilt rebuilt(Handle handle, long batchId) {
        Stored stored = Stored.read(handle, batchId);
        if (stored == null) {
            throw new ProjectionDiffersException("there is no batch " + batchId);
        }
        List<Leaf> lines = new ArrayList<>();
        for (Span span : Stored.spans(handle, batchId)) {
            StoredLines.read(handle, span, Integer.MAX_VALUE).forEach(line -> lines.add(line.leaf()));
        }
        Batch batch = Batch.of(lines, stored.previousBatchId(), stored.previousRoot(), Stored.owed(handle, batchId));
        if (!Arrays.equals(batch.tree().root(), stored.root())) {
            throw new ProjectionDiffersException("the lines of batch %d in PostgreSQL give the root %s, sealed was %s"
                    .formatted(batchId, hex(batch.tree().root()), hex(stored.root())));
        }
        return new Rebuilt(batchId, batch);
    }

    static String hex(byte[] bytes) {
        return "0x" + HEX.formatHex(bytes);
    }
}
