package io.fluxledger.audit.prove;

import io.fluxledger.audit.prove.StoredLines.Span;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A batch as the projection has it; roots are 32 bytes. */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record Stored(long previousBatchId, byte[] previousRoot, byte[] root) {
    static @Nullable Stored read(Handle handle, long batchId) {
        return handle.createQuery(
                        "SELECT previous_batch_id, previous_root, root FROM merkle_batches WHERE batch_id = :id")
                .bind("id", batchId)
                .map((row, _) -> new Stored(row.getLong(1), bytes(row.getString(2)), bytes(row.getString(3))))
                .findOne()
                .orElse(null);
    }

    /** The lines of a batch, journal by journal as in the topic catalog, partition by partition. */
    static List<Span> spans(Handle handle, long batchId) {
        return handle.createQuery("""
                        SELECT journal, journal_partition, from_offset, to_offset FROM merkle_heads WHERE batch_id = :id
                        ORDER BY journal, journal_partition""")
                .bind("id", batchId)
                .map((row, _) -> new Span(row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4)))
                .list();
    }

    /** Root and sum of what is owed by chain id. */
    static Map<Long, SumTree.Node> owed(Handle handle, long batchId) {
        Map<Long, SumTree.Node> owed = new TreeMap<>();
        handle.createQuery("SELECT chain_id, root, sum_nanos FROM merkle_liabilities WHERE batch_id = :id")
                .bind("id", batchId)
                .map((row, _) -> Map.entry(row.getLong(1), new SumTree.Node(bytes(row.getString(2)), row.getLong(3))))
                .forEach(chain -> owed.put(chain.getKey(), chain.getValue()));
        return owed;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }
}
