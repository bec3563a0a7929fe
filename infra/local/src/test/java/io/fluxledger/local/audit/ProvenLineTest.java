package io.fluxledger.local.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.audit.prove.Leaf;
import io.fluxledger.audit.prove.MerkleTree;
import io.fluxledger.audit.prove.Proof;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.schemas.EventHeaders;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch of two lines, whose proofs both lead to its root. */
class ProvenLineTest {
    private static final String JOURNAL = "ledger.journal.v1";
    private static final UUID INPUT = UUID.fromString("5f0c9c0e-8a0e-4e9f-9d3a-1f0e5b0a7c11");
    private static final Leaf ASKED = new Leaf(Leaf.Kind.PAYERS_LINE, 3, 8, hash(1));
    private static final Leaf OTHER = new Leaf(Leaf.Kind.PAYERS_LINE, 3, 9, hash(2));
    private static final MerkleTree TREE = MerkleTree.of(List.of(ASKED.leafHash(), OTHER.leafHash()));

    private final ProvenLine line = new ProvenLine(JOURNAL, 3, 17, line(8, 1));

    private static byte[] hash(int number) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) number;
        return bytes;
    }

    private static JournalLine line(long sequence, int hash) {
        return JournalLine.newBuilder()
                .setInputId(EventHeaders.inputId(INPUT))
                .setIndex(0)
                .setInputType("ClockTick")
                .setAccount(null)
                .setOutcome(Outcome.ACCEPTED)
                .setReason(null)
                .setReference(0)
                .setClockMs(1)
                .setRulesVersion(1)
                .setAccountSequence(1)
                .setPartitionSequence(sequence)
                .setAccountPreviousHash(new Hash32(hash(0)))
                .setPartitionPreviousHash(new Hash32(hash(0)))
                .setHash(new Hash32(hash(hash)))
                .setInputPartition(0)
                .setInputOffset(1)
                .setPostings(List.of())
                .setEntries(List.of())
                .setBalances(List.of())
                .build();
    }

    private static Proof proof(Leaf leaf, int position) {
        return new Proof(1, TREE.root(), leaf, TREE.proof(position));
    }

    @Test
    void theProofOfTheLineIsTaken() {
        assertThat(proof(ASKED, 0).agrees()).isTrue();
        assertThat(line.otherThanProven(proof(ASKED, 0))).isEmpty();
    }

    @Test
    void theProofOfAnotherLeafIsNot() {
        assertThat(proof(OTHER, 1).agrees()).isTrue();
        assertThat(line.otherThanProven(proof(OTHER, 1))).isPresent();
    }

    @ParameterizedTest(name = "kind {0}, {1}, {2}, hash {3}")
    @CsvSource({"PROVIDERS_LINE, 3, 8, 1", "PAYERS_LINE, 2, 8, 1", "PAYERS_LINE, 3, 7, 1", "PAYERS_LINE, 3, 8, 2"})
    void everyValueOfTheLeafIsTheLines(Leaf.Kind kind, long first, long second, int hash) {
        assertThat(line.otherThanProven(proof(new Leaf(kind, first, second, hash(hash)), 0)))
                .isPresent();
    }

    @ParameterizedTest(name = "asked for {0}: {1}")
    @CsvSource({
        "ledger.journal.v1:3:17,               true",
        "ledger.journal.v1:3:18,               false",
        "ledger.journal.v1:2:17,               false",
        "provider.journal.v1:3:17,             false",
        "5f0c9c0e-8a0e-4e9f-9d3a-1f0e5b0a7c11, true",
        "5F0C9C0E-8A0E-4E9F-9D3A-1F0E5B0A7C11, true",
        "5f0c9c0e-8a0e-4e9f-9d3a-1f0e5b0a7c12, false",
    })
    void theAnswerIsAboutWhatWasAskedFor(String entry, boolean same) {
        assertThat(line.otherThanAsked(entry).isEmpty()).isEqualTo(same);
    }
}
