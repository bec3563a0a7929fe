package io.fluxledger.audit.prove;

import io.fluxledger.signatures.Keccak256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Merkle tree as OpenZeppelin's StandardMerkleTree makes it ({@code standard-v1}): leaves sorted by their hashes, put
 * at the end of an array in reverse, each node the Keccak-256 of its two children in their order.
 */
public final class MerkleTree {
    private final byte[][] nodes;
    private final int[] nodeOfValue;

    private MerkleTree(byte[][] nodes, int[] nodeOfValue) {
        this.nodes = nodes;
        this.nodeOfValue = nodeOfValue;
    }

    /**
     * The tree over these leaves.
     *
     * @param leafHashes 32 bytes each, in the order of the values
     * @throws IllegalArgumentException when there is none
     */
    public static MerkleTree of(List<byte[]> leafHashes) {
        if (leafHashes.isEmpty()) {
            throw new IllegalArgumentException("a tree has at least one leaf");
        }
        Integer[] sorted = IntStream.range(0, leafHashes.size())
                .boxed()
                .sorted(Comparator.comparing(leafHashes::get, Arrays::compareUnsigned))
                .toArray(Integer[]::new);
        byte[][] nodes = new byte[2 * sorted.length - 1][];
        int[] nodeOfValue = new int[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            int node = nodes.length - 1 - i;
            nodes[node] = leafHashes.get(sorted[i]);
            nodeOfValue[sorted[i]] = node;
        }
        for (int node = nodes.length - 1 - sorted.length; node >= 0; node--) {
            nodes[node] = parent(nodes[2 * node + 1], nodes[2 * node + 2]);
        }
        return new MerkleTree(nodes, nodeOfValue);
    }

    private static byte[] parent(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) <= 0 ? Keccak256.hash(a, b) : Keccak256.hash(b, a);
    }

    /** 32 bytes. */
    public byte[] root() {
        return nodes[0].clone();
    }

    /** Sibling hashes of a value's leaf from the bottom up, 32 bytes each. */
    public List<byte[]> proof(int value) {
        List<byte[]> proof = new ArrayList<>();
        for (int node = nodeOfValue[value]; node > 0; node = (node - 1) / 2) {
            int sibling = node % 2 == 0 ? node - 1 : node + 1;
            proof.add(nodes[sibling].clone());
        }
        return proof;
    }

    /** All nodes, the root first, as the dump of a StandardMerkleTree lists them. */
    public List<byte[]> nodes() {
        return Arrays.stream(nodes).map(byte[]::clone).toList();
    }

    /** Position of a value's leaf among the nodes. */
    public int nodeOf(int value) {
        return nodeOfValue[value];
    }

    /** The root that a leaf and its proof lead to, 32 bytes. */
    public static byte[] rootOf(byte[] leafHash, List<byte[]> proof) {
        byte[] hash = leafHash;
        for (byte[] sibling : proof) {
            hash = parent(hash, sibling);
        }
        return hash;
    }
}
