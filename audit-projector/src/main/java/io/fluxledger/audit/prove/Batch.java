package io.fluxledger.audit.prove;

import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.AuditHead;
import io.fluxledger.events.AuditLiabilities;
import io.fluxledger.events.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The leaves of a batch in the order in which they are numbered, and its tree: the lines, the root before, what is owed. */
public final class Batch {
    private final List<Leaf> leaves;
    private final MerkleTree tree;
    private final int previous;

    private Batch(List<Leaf> leaves, int previous) {
        this.leaves = List.copyOf(leaves);
        this.tree = MerkleTree.of(leaves.stream().map(Leaf::leafHash).toList());
        this.previous = previous;
    }

    /**
     * The batch of these lines.
     *
     * @param lines leaves of lines, by journal, partition and sequence
     * @param previousRoot 32 bytes
     * @param owed root and sum of the sum tree by chain id
     */
    public static Batch of(List<Leaf> lines, long previousBatchId, byte[] previousRoot, Map<Long, SumTree.Node> owed) {
        List<Leaf> leaves = new ArrayList<>(lines);
        leaves.add(new Leaf(Leaf.Kind.PREVIOUS_ROOT, 0, previousBatchId, previousRoot));
        int previous = leaves.size() - 1;
        owed.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(chain -> leaves.add(new Leaf(
                        Leaf.Kind.LIABILITIES,
                        chain.getKey(),
                        chain.getValue().sumNanos(),
                        chain.getValue().hash())));
        return new Batch(leaves, previous);
    }

    public List<Leaf> leaves() {
        return leaves;
    }

    public MerkleTree tree() {
        return tree;
    }

    /** The batch as it stands on the log. */
    AuditBatch event(
            long batchId,
            Leaf before,
            long chainId,
            List<AuditHead> heads,
            List<AuditLiabilities> liabilities,
            long sealedAtMs) {
        return AuditBatch.newBuilder()
                .setBatchId(batchId)
                .setPreviousBatchId(before.second())
                .setPreviousRoot(new Hash32(before.hash()))
                .setRoot(new Hash32(tree.root()))
                .setLeaves(leaves.size())
                .setPreviousProof(tree.proof(previous).stream().map(Hash32::new).toList())
                .setChainId(chainId)
                .setHeads(heads)
                .setLiabilities(liabilities)
                .setSealedAtMs(sealedAtMs)
                .build();
    }

    /** The leaf that names the batch before. */
    Leaf before() {
        return leaves.get(previous);
    }
}
