package io.fluxledger.audit.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.audit.prove.SumTree.Node;
import io.fluxledger.audit.prove.SumTree.Sibling;
import java.util.ArrayList;
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 31, 100})
    void everyOwnerFindsItsShareInTheSum(int owners) {
        SortedMap<String, Long> owed = owed(owners);
        SumTree tree = SumTree.of(CHAIN, owed);
        assertThat(tree.root().sumNanos())
                .isEqualTo(owed.values().stream().mapToLong(Long::longValue).sum());
        assertThat(tree.accounts()).isEqualTo(owners);
        owed.forEach((owner, nanos) -> {
            Node root = SumTree.rootOf(owner, CHAIN, nanos, tree.proof(owner));
            assertThat(root.hash()).as(owner).isEqualTo(tree.root().hash());
            assertThat(root.sumNanos()).isEqualTo(tree.root().sumNanos());
        });
    }

    @Test
    void anotherAmountOwnerChainOrSumLeadsToAnotherRoot() {
        SumTree tree = SumTree.of(CHAIN, owed(5));
        String owner = owner(3);
        List<Sibling> proof = tree.proof(owner);
        byte[] root = tree.root().hash();
        assertThat(SumTree.rootOf(owner, CHAIN, 20, proof).hash()).isNotEqualTo(root);
        assertThat(SumTree.rootOf(owner(2), CHAIN, 21, proof).hash()).isNotEqualTo(root);
        assertThat(SumTree.rootOf(owner, CHAIN + 1, 21, proof).hash()).isNotEqualTo(root);
        List<Sibling> less = new ArrayList<>(proof);
        Sibling first = less.getFirst();
        less.set(0, new Sibling(first.left(), new Node(first.node().hash(), 0)));
        assertThat(SumTree.rootOf(owner, CHAIN, 21, less).hash()).isNotEqualTo(root);
    }

    /** Otherwise what one is owed could be hidden behind what another owes. */
    @Test
    void nothingBelowZeroIsTaken() {
        SortedMap<String, Long> owed = owed(2);
        owed.put(owner(0), -1L);
        assertThatThrownBy(() -> SumTree.of(CHAIN, owed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        SumTree.rootOf(owner(0), CHAIN, 1, List.of(new Sibling(true, new Node(new byte[32], -1)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SumTree.rootOf(
                        owner(0), CHAIN, 1, List.of(new Sibling(true, new Node(new byte[32], Long.MAX_VALUE)))))
                .isInstanceOf(ArithmeticException.class);
    }
}
