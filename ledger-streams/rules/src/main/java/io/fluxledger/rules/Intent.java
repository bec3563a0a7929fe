package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An intent of a payer.
 *
 * @param opened line that opened it
 * @param closed line that closed it, null while open
 * @param capturedNanos settled to the provider
 * @param escrow how far the escrow is, for ESCROW
 */
public record Intent(
        Address payer,
        String intentId,
        Bytes32 contentHash,
        IntentStatus status,
        Funding funding,
        PayoutMode payoutMode,
        Address provider,
        long maxAmountNanos,
        long deadlineMs,
        long payoutChainId,
        List<Draw> draws,
        long usedNanos,
        long inputTokens,
        long outputTokens,
        long capturedNanos,
        LineRef opened,
        @Nullable LineRef closed,
        EscrowProgress escrow) {
    Intent locked() {
        return with(IntentStatus.LOCKED, escrow.withAuthorized());
    }

    Intent with(IntentStatus nextStatus, EscrowProgress nextEscrow) {
        return new Intent(
                payer,
                intentId,
                contentHash,
                nextStatus,
                funding,
                payoutMode,
                provider,
                maxAmountNanos,
                deadlineMs,
                payoutChainId,
                draws,
                usedNanos,
                inputTokens,
                outputTokens,
                capturedNanos,
                opened,
                closed,
                nextEscrow);
    }

    Intent plus(LedgerEntry.ReceiptRecorded receipt) {
        return new Intent(
                payer,
                intentId,
                contentHash,
                status,
                funding,
                payoutMode,
                provider,
                maxAmountNanos,
                deadlineMs,
                payoutChainId,
                draws,
                receipt.totalUsedNanos(),
                Math.addExact(inputTokens, receipt.inputTokens()),
                Math.addExact(outputTokens, receipt.outputTokens()),
                capturedNanos,
                opened,
                closed,
                escrow);
    }

    Intent closedBy(LineRef line, IntentStatus nextStatus, long nextCapturedNanos) {
        return new Intent(
                payer,
                intentId,
                contentHash,
                nextStatus,
                funding,
                payoutMode,
                provider,
                maxAmountNanos,
                deadlineMs,
                payoutChainId,
                draws,
                usedNanos,
                inputTokens,
                outputTokens,
                nextCapturedNanos,
                opened,
                line,
                escrow);
    }
}
