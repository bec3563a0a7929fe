package io.fluxledger.audit.prove;

import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.Hash32;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where the log's roots for one chain end.
 *
 * @param batchId last batch of the log that is for that chain
 * @param previousBatchId batch behind which the contract takes it
 */
record AnchorTrail(long batchId, Hash32 root, long previousBatchId, Hash32 previousRoot) {
    private static final Hash32 NONE = new Hash32(new byte[Hash32.SCHEMA$.getFixedSize()]);

    /**
     * The end after another batch.
     *
     * @param end of the log's roots for the batch's chain; null when it is the first for it
     * @param isFirst whether the batch is the log's first
     */
    static AnchorTrail behind(@Nullable AnchorTrail end, AuditBatch batch, boolean isFirst) {
        if (end != null) {
            return new AnchorTrail(batch.getBatchId(), batch.getRoot(), end.batchId(), end.root());
        }
        // A ledger that begins anew goes on behind the contract's roots; one that was anchored nowhere is its first.
        return isFirst
                ? new AnchorTrail(
                        batch.getBatchId(), batch.getRoot(), batch.getPreviousBatchId(), batch.getPreviousRoot())
                : new AnchorTrail(batch.getBatchId(), batch.getRoot(), 0, NONE);
    }

    /**
     * Whether the contract has the last root; false when it has the one before.
     *
     * @param anchoredId last batch of the contract
     * @param anchoredRoot 32 bytes
     * @throws TrailDiffersException when it has neither, so that it will never take what follows in the log
     */
    boolean isOn(long chainId, long anchoredId, byte[] anchoredRoot) {
        if (anchoredId == batchId && Arrays.equals(anchoredRoot, root.bytes())) {
            return true;
        }
        if (anchoredId == previousBatchId && Arrays.equals(anchoredRoot, previousRoot.bytes())) {
            return false;
        }
        throw new TrailDiffersException(
                "chain %d has batch %d with the root 0x%s as its last, the log ends with batch %d, 0x%s; was it restored from an older dump?"
                        .formatted(
                                chainId,
                                anchoredId,
                                HexFormat.of().formatHex(anchoredRoot),
                                batchId,
                                HexFormat.of().formatHex(root.bytes())));
    }
}
