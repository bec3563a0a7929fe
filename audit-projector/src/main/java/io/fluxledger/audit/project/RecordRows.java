package io.fluxledger.audit.project;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.AuditPublication;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.events.WindowUsageTold;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Rows of any record that is projected. */
final class RecordRows {
    private final RowBatch rows = new RowBatch();
    private final JournalRows journal = new JournalRows(rows);
    private final BatchRows batches = new BatchRows(rows);

    void add(Place at, SpecificRecord event, @Nullable String traceparent) {
        switch (event) {
            case JournalLine line -> journal.add(at, line, traceparent);
            case PayoutBatchOpened e -> opened(at, e);
            case PayoutInstructed e ->
                rows.add(
                        Tables.PAYOUTS_INSTRUCTED,
                        Hex.of(e.getProvider()),
                        e.getPayoutId(),
                        e.getBatchId(),
                        e.getWindowEndMs(),
                        e.getChainId(),
                        e.getAmountMicros(),
                        Hex.of(e.getRecipient()),
                        at.appendedAtMs(),
                        at.topic(),
                        at.partition(),
                        at.offset());
            case PayoutBatchClosed e ->
                rows.add(
                        Tables.BATCHES,
                        e.getBatchId(),
                        e.getWindowEndMs(),
                        null,
                        null,
                        at.topic(),
                        at.partition(),
                        null,
                        e.getPaid(),
                        e.getReturned(),
                        e.getPaidMicros(),
                        at.appendedAtMs(),
                        at.offset());
            case WindowUsageTold e -> {
                // What was used stands in the journal.
            }
            case AuditBatch e -> batches.add(at, e);
            case AuditPublication e -> batches.add(e);
            case ChainTransaction e -> transaction(at, e, traceparent);
            case ChainConfirmation e -> confirmation(at, e, traceparent);
            default ->
                throw new UnprojectableRecordException(
                        at, "unexpected " + event.getSchema().getName());
        }
    }

    /** Clocks of the journal lines among the records. */
    Set<Long> clocksMs() {
        return journal.clocksMs();
    }

    /** All rows, those of postings with balances carried on. */
    RowBatch rows(PostingRows.Carried carried) {
        journal.postings().addTo(rows, carried);
        return rows;
    }

    /** Writes all rows. */
    void write(Connection connection) throws SQLException {
        journal.postings().addTo(rows, connection);
        rows.write(connection);
    }

    private void opened(Place at, PayoutBatchOpened e) {
        rows.add(
                Tables.BATCHES,
                e.getBatchId(),
                e.getWindowEndMs(),
                e.getTotalMicros(),
                at.appendedAtMs(),
                at.topic(),
                at.partition(),
                at.offset(),
                null,
                null,
                null,
                null,
                null);
        for (PayoutShare share : e.getShares()) {
            rows.add(
                    Tables.BATCH_SHARES,
                    e.getBatchId(),
                    Hex.of(share.getProvider()),
                    share.getNetNanos(),
                    share.getSharePpm(),
                    share.getPayoutMicros(),
                    share.getCarriedNanos());
        }
    }

    private void transaction(Place at, ChainTransaction e, @Nullable String traceparent) {
        rows.add(
                Tables.CHAIN_TRANSACTIONS,
                e.getCommandId(),
                e.getKind().name(),
                e.getChainId(),
                Hex.of(e.getSigner()),
                Hex.of(e.getAccount()),
                e.getSubjectId(),
                e.getState().name(),
                e.getLaneNonce(),
                Hex.ofNullable(e.getTransactionHash()),
                e.getBlockNumber(),
                Hex.ofNullable(e.getBlockHash()),
                e.getReason(),
                attempts(e.getAttempts()),
                e.getUpdatedAtMs(),
                at.topic(),
                at.partition(),
                at.offset(),
                traceparent);
    }

    /** Without the signed bytes: whoever holds those can broadcast them. */
    private static String attempts(List<TransactionAttempt> attempts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (TransactionAttempt attempt : attempts) {
            array.addObject()
                    .put("transactionHash", Hex.of(attempt.getTransactionHash()))
                    .put("maxFeePerGasWei", RowBatch.storable(attempt.getMaxFeePerGasWei()))
                    .put("maxPriorityFeePerGasWei", RowBatch.storable(attempt.getMaxPriorityFeePerGasWei()))
                    .put("signedAtMs", attempt.getSignedAtMs());
        }
        return array.toString();
    }

    private void confirmation(Place at, ChainConfirmation e, @Nullable String traceparent) {
        rows.add(
                Tables.CHAIN_CONFIRMATIONS,
                at.topic(),
                at.partition(),
                at.offset(),
                e.getCommandId(),
                e.getKind().name(),
                e.getChainId(),
                Hex.of(e.getSigner()),
                Hex.of(e.getAccount()),
                e.getSubjectId(),
                e.getStatus().name(),
                e.getAmountMicros(),
                e.getFeeMicros(),
                Hex.ofNullable(e.getTransactionHash()),
                e.getBlockNumber(),
                e.getGasUsed(),
                e.getReason(),
                at.appendedAtMs(),
                traceparent);
    }
}
