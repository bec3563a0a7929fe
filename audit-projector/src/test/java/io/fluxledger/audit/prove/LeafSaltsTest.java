package io.fluxledger.audit.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LeafSaltsTest {
    private static final String OLD = "the first secret, 32 characters..";
    private static final String NEW = "the second secret, 32 characters.";
    private static final String ALICE = "0x" + "a1".repeat(20);
    private static final String BOB = "0x" + "b0".repeat(20);
    private static final SortedMap<String, Long> OWED = new TreeMap<>(Map.of(ALICE, 5L, BOB, 7L));

    private static String salt(String secrets, long batchId, long chainId, String owner) {
        return HexFormat.of()
                .formatHex(LeafSalts.of(secrets).tree(batchId, chainId, OWED).salt(owner));
    }

    /** The same as another implementation (Python's hmac) makes of these 36 bytes. */
    @Test
    void aSaltIsTheHmacOfBatchChainAndOwner() {
        assertThat(salt(OLD, 3, 43_114, ALICE))
                .isEqualTo("30e0c7767dc8bcd73938615fdd39db442155e8e63cd15c5d20486e5e807ae57a");
    }

    @Test
    void eachBatchChainOwnerAndSecretHasItsOwn() {
        assertThat(List.of(
                        salt(OLD, 3, 43_114, ALICE),
                        salt(OLD, 4, 43_114, ALICE),
                        salt(OLD, 3, 1, ALICE),
                        salt(OLD, 3, 43_114, BOB),
                        salt(NEW, 3, 43_114, ALICE)))
                .doesNotHaveDuplicates();
    }

    /** A batch is made again by the secret that it was sealed by, or by none when it is older than salts are. */
    @Test
    void secretsOfBeforeStillOpenTheirBatches() {
        byte[] root = LeafSalts.of(OLD).tree(3, 1, OWED).root().hash();
        assertThat(LeafSalts.of(NEW + "\n" + OLD).tree(3, 1, OWED, root)).isPresent();
        assertThat(LeafSalts.of(NEW).tree(3, 1, OWED, root)).isEmpty();
        assertThat(LeafSalts.of(OLD).tree(4, 1, OWED, root)).isEmpty();
        byte[] unsalted = SumTree.of(1, OWED).root().hash();
        assertThat(LeafSalts.of(NEW).tree(3, 1, OWED, unsalted)).isPresent();
        assertThat(LeafSalts.of(NEW).tree(3, 1, OWED).root().hash()).isNotEqualTo(unsalted);
    }

    @Test
    void whatIsNoSecretIsRefused() {
        assertThatThrownBy(() -> LeafSalts.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LeafSalts.of("short")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LeafSalts.of(OLD + "\nshort")).isInstanceOf(IllegalArgumentException.class);
    }
}
