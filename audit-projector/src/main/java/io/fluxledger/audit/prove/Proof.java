package io.fluxledger.audit.prove;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A proof as it was fetched, to be checked by whoever has it.
 *
 * @param root that the proof is for, 32 bytes
 * @param siblings hashes from the leaf up, 32 bytes each
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
public record Proof(long batchId, byte[] root, Leaf leaf, List<byte[]> siblings) {
    private static final int VALUES = 4;

    public Proof {
        siblings = List.copyOf(siblings);
    }

    /**
     * Reads an answer of {@code /v1/audit/proofs}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Proof of(JsonNode answer) {
        JsonNode value = answer.path("value");
        if (value.size() != VALUES) {
            throw new IllegalArgumentException("a leaf has " + VALUES + " values, not " + value.size());
        }
        Leaf leaf = new Leaf(
                Leaf.Kind.values()[Integer.parseInt(value.path(0).asText())],
                Long.parseLong(value.path(1).asText()),
                Long.parseLong(value.path(2).asText()),
                bytes(value.path(3)));
        List<byte[]> siblings = new ArrayList<>();
        answer.path("proof").forEach(hash -> siblings.add(bytes(hash)));
        return new Proof(answer.path("batchId").asLong(), bytes(answer.path("root")), leaf, siblings);
    }

    /** The root that leaf and siblings lead to, 32 bytes. */
    public byte[] computedRoot() {
        return MerkleTree.rootOf(leaf.leafHash(), siblings);
    }

    /** Whether that is the root that the proof is for. */
    public boolean agrees() {
        return Arrays.equals(computedRoot(), root);
    }

    private static byte[] bytes(JsonNode hex) {
        String text = hex.asText();
        return HexFormat.of().parseHex(text, Math.min(2, text.length()), text.length());
    }
}
