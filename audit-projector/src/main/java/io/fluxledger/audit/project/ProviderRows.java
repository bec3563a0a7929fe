package io.fluxledger.audit.project;

import io.fluxledger.events.ChargeTaken;
import io.fluxledger.events.DisputeClosed;
import io.fluxledger.events.DisputeTaken;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PayoutAdvanced;
import io.fluxledger.events.PayoutClosed;
import io.fluxledger.events.PayoutMoved;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.ProviderTermsUpdated;
import io.fluxledger.events.ProviderUpdated;
import io.fluxledger.events.RefundIssued;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.TreasuryMoved;
import io.fluxledger.events.WindowClosed;
import org.jspecify.annotations.Nullable;

/** Rows of what the providers' fold decided: charges, windows, payouts, disputes and refunds. */
final class ProviderRows {
    private static final long MS_PER_DAY = 86_400_000;

    private final RowBatch rows;

    ProviderRows(RowBatch rows) {
        this.rows = rows;
    }

    void add(Place at, JournalLine line, String provider, ProviderTermsUpdated e) {
        String token = Hex.ofNullable(e.getPayoutToken());
        rows.add(
                Tables.PROVIDER_TERMS,
                provider,
                e.getAlternativeChainIds().toString(),
                token == null ? "USDC" : token,
                e.getSlippageBps(),
                line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
    }

    void add(Place at, JournalLine line, String provider, ProviderUpdated e) {
        rows.add(
                Tables.PROVIDERS,
                provider,
                Hex.of(e.getPayoutAddress()),
                e.getPayoutChainId(),
                line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
    }

    void add(Place at, JournalLine line, int index, String provider, ChargeTaken e) {
        rows.add(
                Tables.CHARGES,
                at.topic(),
                at.partition(),
                at.offset(),
                index,
                provider,
                Hex.of(e.getPayer()),
                e.getIntentId(),
                e.getFunding().name(),
                e.getPayoutMode().name(),
                e.getPayoutChainId(),
                e.getGrossNanos(),
                e.getFeeNanos(),
                e.getNetNanos(),
                e.getInputTokens(),
                e.getOutputTokens(),
                e.getSourcePartition(),
                e.getSourceSequence(),
                line.getClockMs());
        rows.add(
                Tables.PROVIDER_TOTALS,
                provider,
                1L,
                e.getGrossNanos(),
                e.getFeeNanos(),
                e.getNetNanos(),
                e.getInputTokens(),
                e.getOutputTokens());
        rows.add(
                Tables.PROVIDER_DAYS,
                provider,
                Math.floorDiv(line.getClockMs(), MS_PER_DAY),
                1L,
                e.getGrossNanos(),
                e.getFeeNanos(),
                e.getNetNanos(),
                e.getInputTokens(),
                e.getOutputTokens());
    }

    void add(Place at, JournalLine line, String provider, WindowClosed e) {
        rows.add(
                Tables.WINDOWS,
                provider,
                e.getWindowEndMs(),
                e.getCalls(),
                e.getInputTokens(),
                e.getOutputTokens(),
                e.getGrossNanos(),
                e.getFeeNanos(),
                e.getNetNanos(),
                EntryRows.sum(e.getPayable()),
                Hex.of(e.getPayoutAddress()),
                e.getPayoutChainId(),
                e.getMinimumFeeNanos(),
                line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
    }

    void add(Place at, JournalLine line, String provider, PayoutOpened e) {
        rows.add(
                Tables.PAYOUTS_FOLDED,
                provider,
                e.getPayoutId(),
                e.getBatchId(),
                e.getWindowEndMs(),
                e.getChainId(),
                e.getAmountMicros(),
                Hex.of(e.getRecipient()),
                line.getClockMs(),
                "IN_FLIGHT",
                null,
                null,
                at.topic(),
                at.partition(),
                at.offset());
    }

    void add(Place at, String provider, PayoutMoved e) {
        rows.add(
                Tables.PAYOUTS_FOLDED,
                provider,
                e.getPayoutId(),
                e.getBatchId(),
                null,
                e.getToChainId(),
                null,
                null,
                null,
                null,
                null,
                null,
                at.topic(),
                at.partition(),
                at.offset());
    }

    void add(Place at, JournalLine line, String treasury, TreasuryMoved e) {
        rows.add(
                Tables.TREASURY_MOVES,
                treasury,
                e.getMoveId(),
                e.getStatus().name(),
                e.getFromChainId(),
                e.getToChainId(),
                e.getSentMicros(),
                e.getFeeMicros(),
                Hex.ofNullable(e.getTransactionHash()),
                line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
    }

    void add(Place at, String provider, PayoutAdvanced e) {
        // What a reorganisation takes back is on its way again.
        payout(
                at,
                provider,
                e.getPayoutId(),
                e.getBatchId(),
                e.getChainId(),
                e.getAmountMicros(),
                TransferStatus.SUBMITTED,
                null,
                Hex.ofNullable(e.getTransactionHash()));
    }

    void add(Place at, JournalLine line, String provider, PayoutClosed e) {
        payout(
                at,
                provider,
                e.getPayoutId(),
                e.getBatchId(),
                e.getChainId(),
                e.getAmountMicros(),
                e.getStatus(),
                line.getClockMs(),
                Hex.ofNullable(e.getTransactionHash()));
    }

    private void payout(
            Place at,
            String provider,
            String payoutId,
            String batchId,
            long chainId,
            long amountMicros,
            TransferStatus status,
            @Nullable Long closedClockMs,
            @Nullable String transactionHash) {
        rows.add(
                Tables.PAYOUTS_FOLDED,
                provider,
                payoutId,
                batchId,
                null,
                chainId,
                amountMicros,
                null,
                null,
                status.name(),
                closedClockMs,
                transactionHash,
                at.topic(),
                at.partition(),
                at.offset());
    }

    void add(Place at, JournalLine line, String provider, DisputeTaken e) {
        rows.add(
                Tables.DISPUTES_DECIDED,
                e.getSourcePartition(),
                e.getSourceSequence(),
                Hex.of(e.getPayer()),
                e.getIntentId(),
                provider,
                EntryRows.sum(e.getReserved()),
                line.getClockMs(),
                null,
                null,
                null,
                at.topic(),
                at.partition(),
                at.offset());
    }

    void add(Place at, JournalLine line, String provider, DisputeClosed e) {
        String payer = Hex.of(e.getPayer());
        rows.add(
                Tables.DISPUTES_DECIDED,
                e.getSourcePartition(),
                e.getSourceSequence(),
                payer,
                e.getIntentId(),
                provider,
                null,
                null,
                e.getUpheldNanos(),
                e.getDecidedBy().name(),
                line.getClockMs(),
                at.topic(),
                at.partition(),
                at.offset());
        if (e.getRefundSequence() > 0) {
            issued(at, line, e.getRefundSequence(), provider, payer, e.getIntentId(), EntryRows.sum(e.getDraws()));
        }
    }

    void add(Place at, JournalLine line, String provider, RefundIssued e) {
        issued(
                at,
                line,
                e.getRefundSequence(),
                provider,
                Hex.of(e.getPayer()),
                e.getIntentId(),
                EntryRows.sum(e.getDraws()));
    }

    private void issued(
            Place at,
            JournalLine line,
            long sequence,
            String provider,
            String payer,
            String intentId,
            long amountNanos) {
        rows.add(
                Tables.REFUNDS_ISSUED,
                at.partition(),
                sequence,
                provider,
                payer,
                intentId,
                amountNanos,
                at.topic(),
                at.offset(),
                line.getClockMs());
    }
}
