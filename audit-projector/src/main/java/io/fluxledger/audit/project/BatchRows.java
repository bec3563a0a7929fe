package io.fluxledger.audit.project;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.AuditHead;
import io.fluxledger.events.AuditLiabilities;
import io.fluxledger.events.AuditPublication;

/** Rows of batches under one Merkle root, and of their publications. */
final class BatchRows {
    private final RowBatch rows;

    BatchRows(RowBatch rows) {
        this.rows = rows;
    }

    void add(Place at, AuditBatch e) {
        ArrayNode proof = JsonNodeFactory.instance.arrayNode();
        e.getPreviousProof().forEach(hash -> proof.add(Hex.of(hash)));
        rows.add(
                Tables.MERKLE_BATCHES,
                e.getBatchId(),
                e.getPreviousBatchId(),
                Hex.of(e.getPreviousRoot()),
                Hex.of(e.getRoot()),
                e.getLeaves(),
                proof.toString(),
                e.getChainId(),
                e.getSealedAtMs(),
                at.topic(),
                at.partition(),
                at.offset());
        for (AuditHead head : e.getHeads()) {
            rows.add(
                    Tables.MERKLE_HEADS,
                    e.getBatchId(),
                    head.getTopic(),
                    head.getPartition(),
                    head.getFromSequence(),
                    head.getToSequence(),
                    head.getFromOffset(),
                    head.getToOffset(),
                    Hex.of(head.getHash()));
        }
        for (AuditLiabilities owed : e.getLiabilities()) {
            rows.add(
                    Tables.MERKLE_LIABILITIES,
                    e.getBatchId(),
                    owed.getChainId(),
                    owed.getAccounts(),
                    owed.getSumNanos(),
                    owed.getTreasuryNanos(),
                    owed.getBetweenChainsNanos(),
                    Hex.of(owed.getRoot()));
        }
    }

    void add(AuditPublication e) {
        rows.add(
                Tables.MERKLE_PUBLICATIONS,
                e.getBatchId(),
                e.getLayer(),
                e.getState().name(),
                Hex.of(e.getDataHash()),
                e.getSubmissionId(),
                e.getBlockHash(),
                e.getExtrinsicIndex(),
                e.getTransactionHash(),
                e.getChangedAtMs());
    }
}
