package io.fluxledger.audit.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.audit.prove.SumTree.Node;
import io.fluxledger.audit.prove.SumTree.Sibling;
import io.fluxledger.signatures.Keccak256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumTreeTest {
    private static final long CHAIN = 43_114;

    private static String owner(int i) {
        return "0x%040x".formatted(i + 1);
    }

    private static SortedMap<String, Long> owed(int owners) {
        SortedMap<String, Long> owed = new TreeMap<>();
        for (int i = 0; i < owners; i++) {
            owed.put(owner(i), 7L * i);
        }
        return owed;
    }

    private static SumTree salted(SortedMap<String, Long> owed) {
        return SumTree.salted(CHAIN, owed, SumTreeTest::salt);
    }

    private static byte[] salt(String owner) {
        return Keccak256.hash(owner.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 31, 100})
    void everyOwnerFindsItsShareInTheSum(int owners) {
        findTheirShares(owners, salted(owed(owners)));
        findTheirShares(owners, SumTree.of(CHAIN, owed(owners)));
    }

    private static void findTheirShares(int owners, SumTree tree) {
        SortedMap<String, Long> owed = owed(owners);
        assertThat(tree.root().sumNanos())
                .isEqualTo(owed.values().stream().mapToLong(Long::longValue).sum());
        assertThat(tree.accounts()).isEqualTo(owners);
        owed.forEach((owner, nanos) -> {
            Node root = SumTree.rootOf(owner, CHAIN, nanos, tree.salt(owner), tree.proof(owner));
            assertThat(root.hash()).as(owner).isEqualTo(tree.root().hash());
            assertThat(root.sumNanos()).isEqualTo(tree.root().sumNanos());
        });
    }

    @Test
    void anotherAmountOwnerChainOrSumLeadsToAnotherRoot() {
        SumTree tree = salted(owed(5));
        String owner = owner(3);
        byte[] salt = salt(owner);
        List<Sibling> proof = tree.proof(owner);
        byte[] root = tree.root().hash();
        assertThat(SumTree.rootOf(owner, CHAIN, 20, salt, proof).hash()).isNotEqualTo(root);
        assertThat(SumTree.rootOf(owner(2), CHAIN, 21, salt, proof).hash()).isNotEqualTo(root);
        assertThat(SumTree.rootOf(owner, CHAIN + 1, 21, salt, proof).hash()).isNotEqualTo(root);
        assertThat(SumTree.rootOf(owner, CHAIN, 21, salt(owner(2)), proof).hash())
                .isNotEqualTo(root);
        assertThat(SumTree.rootOf(owner, CHAIN, 21, new byte[0], proof).hash()).isNotEqualTo(root);
        List<Sibling> less = new ArrayList<>(proof);
        Sibling first = less.getFirst();
        less.set(
                0,
                new Sibling(
                        first.left(), new Node(first.node().hash(), first.node().sumNanos() + 1)));
        assertThat(SumTree.rootOf(owner, CHAIN, 21, salt, less).hash()).isNotEqualTo(root);
    }

    /** Whose neighbour one is depends on the salts: it is another one in the next batch, and addresses say nothing about it. */
    @Test
    void leavesStandInTheOrderOfTheirHashes() {
        SortedMap<String, Long> owed = owed(64);
        SumTree tree = salted(owed);
        int neighbours = 0;
        for (int i = 0; i < 64; i += 2) {
            Sibling sibling = tree.proof(owner(i)).getFirst();
            neighbours += sibling.node().sumNanos() == 7L * (i + 1) ? 1 : 0;
        }
        assertThat(neighbours).isLessThan(8);
        List<String> places = new ArrayList<>();
        for (String owner : owed.keySet()) {
            byte[] leaf = SumTree.rootOf(owner, CHAIN, tree.owedNanos(owner), salt(owner), List.of())
                    .hash();
            places.add(HexFormat.of().formatHex(leaf) + place(tree.proof(owner)));
        }
        Collections.sort(places);
        for (int i = 0; i < places.size(); i++) {
            assertThat(places.get(i)).endsWith("@" + i);
        }
    }

    /** Number of a leaf in a full tree, by which sides its siblings are on. */
    private static String place(List<Sibling> proof) {
        int place = 0;
        for (int level = 0; level < proof.size(); level++) {
            place += proof.get(level).left() ? 1 << level : 0;
        }
        return "@" + place;
    }

    /** Otherwise what one is owed could be hidden behind what another owes. */
    @Test
    void nothingBelowZeroIsTaken() {
        SortedMap<String, Long> owed = owed(2);
        owed.put(owner(0), -1L);
        assertThatThrownBy(() -> salted(owed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SumTree.rootOf(
                        owner(0), CHAIN, 1, salt(owner(0)), List.of(new Sibling(true, new Node(new byte[32], -1)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SumTree.rootOf(
                        owner(0),
                        CHAIN,
                        1,
                        salt(owner(0)),
                        List.of(new Sibling(true, new Node(new byte[32], Long.MAX_VALUE)))))
                .isInstanceOf(ArithmeticException.class);
    }
}
