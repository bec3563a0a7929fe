package io.fluxledger.audit.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.Hash32;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchorTrailTest {
    private static final long CHAIN = 43_113;

    /** Batches of the log, N or N@C for another chain; what the contract has as its last; roots are numbered as batches are. */
    @ParameterizedTest(name = "log {0}, contract at {1} with root {2}: {3}")
    @CsvSource({
        "1,        1, 1, ANCHORED",
        "1,        0, 0, NOT_YET",
        "1 2,      2, 2, ANCHORED",
        "1 2,      1, 1, NOT_YET",
        "1 2,      0, 0, OTHER",
        "1 2,      3, 3, OTHER",
        "1 2,      2, 9, OTHER",
        "1 2,      9, 2, OTHER",
        "5,        4, 4, NOT_YET",
        "5,        0, 0, OTHER",
        "1@0 2@0 3,0, 0, NOT_YET",
        "1@0 2@0 3,2, 2, OTHER",
        "1 2@0 3,  1, 1, NOT_YET",
        "1 2@0 3,  2, 2, OTHER",
    })
    void theContractGoesOnWhereTheLogDoes(String log, long anchoredId, long anchoredRoot, String wanted) {
        AnchorTrail trail = null;
        boolean first = true;
        for (String word : log.split(" ", -1)) {
            String[] parts = word.split("@", -1);
            if (parts.length == 1) {
                trail = AnchorTrail.behind(trail, batch(Long.parseLong(parts[0])), first);
            }
            first = false;
        }
        assertThat(said(trail, anchoredId, root(anchoredRoot).bytes())).isEqualTo(wanted);
    }

    private static String said(@Nullable AnchorTrail trail, long anchoredId, byte[] anchoredRoot) {
        AnchorTrail end = Objects.requireNonNull(trail);
        try {
            return end.isOn(CHAIN, anchoredId, anchoredRoot) ? "ANCHORED" : "NOT_YET";
        } catch (TrailDiffersException e) {
            assertThat(e).hasMessageContaining("batch " + anchoredId).hasMessageContaining("older dump");
            return "OTHER";
        }
    }

    private static AuditBatch batch(long id) {
        return AuditBatch.newBuilder()
                .setBatchId(id)
                .setPreviousBatchId(id - 1)
                .setPreviousRoot(root(id - 1))
                .setRoot(root(id))
                .setLeaves(1)
                .setPreviousProof(List.of())
                .setChainId(CHAIN)
                .setHeads(List.of())
                .setLiabilities(List.of())
                .setSealedAtMs(1)
                .build();
    }

    private static Hash32 root(long last) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) last;
        return new Hash32(bytes);
    }
}
