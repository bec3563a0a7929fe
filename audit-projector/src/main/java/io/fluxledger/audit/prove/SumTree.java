package io.fluxledger.audit.prove;

import io.fluxledger.signatures.Keccak256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A Merkle sum tree of what is owed on one chain: each leaf an owner and what it is owed, each node the sum of what is below
 * it and the hash of both children with their sums. Nobody can be left out or owed less without the root showing it to
 * whoever checks its own leaf. A leaf is keccak256(0x00 ‖ owner ‖ chain id ‖ nano-USDC ‖ salt), a node keccak256(0x01 ‖ left hash ‖
 * left sum ‖ right hash ‖ right sum), numbers in 8 bytes, the salt 32; a node without sibling moves up as it is. Leaves stand in the
 * order of their hashes, so that a place tells nothing of its neighbours. Before there were salts they stood in the order of owners.
 */
public final class SumTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;
    private static final int HASH_BYTES = 32;
    private static final int ADDRESS_BYTES = 20;
    private static final byte[] UNSALTED = {};

    private final long chainId;
    private final Function<String, byte[]> salts;
    private final Map<String, Integer> positions = new TreeMap<>();
    private final List<List<Node>> levels = new ArrayList<>();

    /**
     * A node.
     *
     * @param hash 32 bytes
     * @param sumNanos nano-USDC owed to all leaves below
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    public record Node(byte[] hash, long sumNanos) {}

    /**
     * The other child of a node on the way up.
     *
     * @param left whether it is the left one
     */
    public record Sibling(boolean left, Node node) {}

    private SumTree(long chainId, Function<String, byte[]> salts) {
        this.chainId = chainId;
        this.salts = salts;
    }

    /**
     * The tree over what is owed on a chain, as it was before there were salts.
     *
     * @param owedNanos by owner, 0x-address in lower case; at least one, none below zero
     */
    public static SumTree of(long chainId, SortedMap<String, Long> owedNanos) {
        return new SumTree(chainId, _ -> UNSALTED).grown(owedNanos, (_, _) -> 0);
    }

    /**
     * The tree over what is owed on a chain.
     *
     * @param owedNanos by owner, 0x-address in lower case; at least one, none below zero
     * @param salts 32 bytes for each owner
     */
    public static SumTree salted(long chainId, SortedMap<String, Long> owedNanos, Function<String, byte[]> salts) {
        return new SumTree(chainId, salts).grown(owedNanos, Arrays::compareUnsigned);
    }

    private SumTree grown(SortedMap<String, Long> owedNanos, Comparator<byte[]> order) {
        if (owedNanos.isEmpty()) {
            throw new IllegalArgumentException("a tree has at least one leaf");
        }
        List<Map.Entry<String, Node>> leaves = new ArrayList<>(owedNanos.size());
        owedNanos.forEach((owner, nanos) -> leaves.add(Map.entry(owner, leaf(owner, chainId, nanos, salt(owner)))));
        leaves.sort(Comparator.comparing(leaf -> leaf.getValue().hash(), order));
        List<Node> level = new ArrayList<>(leaves.size());
        for (Map.Entry<String, Node> leaf : leaves) {
            positions.put(leaf.getKey(), level.size());
            level.add(leaf.getValue());
        }
        grow(level);
        return this;
    }

    /** What keeps an owner's leaf from being guessed, 32 bytes; none in a tree without salts. */
    public byte[] salt(String owner) {
        return salts.apply(owner);
    }

    private void grow(List<Node> leaves) {
        List<Node> level = leaves;
        levels.add(level);
        while (level.size() > 1) {
            List<Node> next = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i < level.size(); i += 2) {
                next.add(i + 1 < level.size() ? parent(level.get(i), level.get(i + 1)) : level.get(i));
            }
            levels.add(next);
            level = next;
        }
    }

    private static Node leaf(String owner, long chainId, long nanos, byte[] salt) {
        if (nanos < 0) {
            throw new IllegalArgumentException(owner + " is owed less than nothing");
        }
        ByteBuffer bytes = ByteBuffer.allocate(1 + ADDRESS_BYTES + 2 * Long.BYTES + salt.length)
                .put(LEAF)
                .put(HexFormat.of().parseHex(owner, 2, owner.length()))
                .putLong(chainId)
                .putLong(nanos)
                .put(salt);
        return new Node(Keccak256.hash(bytes.array()), nanos);
    }

    private static Node parent(Node left, Node right) {
        if (left.sumNanos() < 0 || right.sumNanos() < 0) {
            throw new IllegalArgumentException("a sum below zero would hide what is owed");
        }
        ByteBuffer bytes = ByteBuffer.allocate(1 + 2 * (HASH_BYTES + Long.BYTES))
                .put(NODE)
                .put(left.hash())
                .putLong(left.sumNanos())
                .put(right.hash())
                .putLong(right.sumNanos());
        return new Node(Keccak256.hash(bytes.array()), Math.addExact(left.sumNanos(), right.sumNanos()));
    }

    public long chainId() {
        return chainId;
    }

    /** Hash and sum of everything. */
    public Node root() {
        return levels.getLast().getFirst();
    }

    /** How many are owed something. */
    public int accounts() {
        return positions.size();
    }

    public boolean has(String owner) {
        return positions.containsKey(owner);
    }

    /** What an owner is owed, nano-USDC; it must be in the tree. */
    public long owedNanos(String owner) {
        return levels.getFirst().get(position(owner)).sumNanos();
    }

    /** The siblings of an owner's leaf from the bottom up; it must be in the tree. */
    public List<Sibling> proof(String owner) {
        List<Sibling> proof = new ArrayList<>();
        int position = position(owner);
        for (List<Node> level : levels.subList(0, levels.size() - 1)) {
            int sibling = position % 2 == 0 ? position + 1 : position - 1;
            if (sibling < level.size()) {
                proof.add(new Sibling(sibling < position, level.get(sibling)));
            }
            position /= 2;
        }
        return proof;
    }

    private int position(String owner) {
        Integer position = positions.get(owner);
        if (position == null) {
            throw new IllegalArgumentException(owner + " is not in the tree");
        }
        return position;
    }

    /**
     * Hash and sum that an owner's leaf and its proof lead to.
     *
     * @param salt of the leaf; none in a batch that was sealed without
     * @throws IllegalArgumentException when a sum is below zero
     * @throws ArithmeticException when the sums do not fit into 64 bits
     */
    public static Node rootOf(String owner, long chainId, long owedNanos, byte[] salt, List<Sibling> proof) {
        Node node = leaf(owner, chainId, owedNanos, salt);
        for (Sibling sibling : proof) {
            node = sibling.left() ? parent(sibling.node(), node) : parent(node, sibling.node());
        }
        return node;
    }
}
