package io.fluxledger.audit.prove;

import io.fluxledger.signatures.Keccak256;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * A leaf of a batch's tree.
 *
 * @param first partition of a line, or chain id
 * @param second sequence of a line on its partition, id of the batch before, or nano-USDC owed
 * @param hash of the line, or root, 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
public record Leaf(Kind kind, long first, long second, byte[] hash) {
    /** Types of the values, as StandardMerkleTree takes them. */
    public static final List<String> ENCODING = List.of("uint8", "uint64", "uint64", "bytes32");

    private static final int WORD = 32;

    /** What a leaf is of. The order is part of every root: append only. */
    public enum Kind {
        /** A line of the payers' journal. */
        PAYERS_LINE,
        /** A line of the providers' journal. */
        PROVIDERS_LINE,
        /** The root of the batch before. */
        PREVIOUS_ROOT,
        /** The root of the sum tree of what is owed on a chain, and the sum. */
        LIABILITIES
    }

    /** The values in ABI encoding, as FluxPayAudit.verify takes them. */
    public byte[] encoded() {
        return ByteBuffer.allocate(4 * WORD)
                .putLong(WORD - Long.BYTES, kind.ordinal())
                .putLong(2 * WORD - Long.BYTES, first)
                .putLong(3 * WORD - Long.BYTES, second)
                .put(3 * WORD, hash)
                .array();
    }

    /** Hash of the leaf, 32 bytes; twice, so that no inner node can be shown as a leaf. */
    public byte[] leafHash() {
        return Keccak256.hash(Keccak256.hash(encoded()));
    }

    /** The values as JSON has them: decimal text, the hash as 0x-hex. */
    public List<String> values() {
        return List.of(
                Integer.toString(kind.ordinal()),
                Long.toString(first),
                Long.toString(second),
                "0x" + HexFormat.of().formatHex(hash));
    }
}
