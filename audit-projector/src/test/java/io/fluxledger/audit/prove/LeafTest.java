package io.fluxledger.audit.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.signatures.Keccak256;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LeafTest {
    private static final byte[] ROOT = Keccak256.hash("root");

    @Test
    void aLeafIsEncodedInWords() {
        String encoded =
                HexFormat.of().formatHex(new Leaf(Leaf.Kind.LIABILITIES, 43_114, Long.MAX_VALUE, ROOT).encoded());
        assertThat(encoded)
                .isEqualTo("%064x%064x%064x%s"
                        .formatted(3, 43_114, Long.MAX_VALUE, HexFormat.of().formatHex(ROOT)));
    }
}
