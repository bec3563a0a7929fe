package io.fluxledger.codec;

import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.LedgerEntry.ChargeTaken;
import io.fluxledger.rules.LedgerEntry.DepositClosed;
import io.fluxledger.rules.LedgerEntry.DepositCredited;
import io.fluxledger.rules.LedgerEntry.DepositMined;
import io.fluxledger.rules.LedgerEntry.DepositOpened;
import io.fluxledger.rules.LedgerEntry.DepositTakenBack;
import io.fluxledger.rules.LedgerEntry.DisputeClosed;
import io.fluxledger.rules.LedgerEntry.DisputeOpened;
import io.fluxledger.rules.LedgerEntry.DisputeTaken;
import io.fluxledger.rules.LedgerEntry.EscrowLocked;
import io.fluxledger.rules.LedgerEntry.EscrowStepRecorded;
import io.fluxledger.rules.LedgerEntry.HoldChanged;
import io.fluxledger.rules.LedgerEntry.InputSetAside;
import io.fluxledger.rules.LedgerEntry.IntentClosed;
import io.fluxledger.rules.LedgerEntry.IntentHoldChanged;
import io.fluxledger.rules.LedgerEntry.IntentOpened;
import io.fluxledger.rules.LedgerEntry.ParametersSet;
import io.fluxledger.rules.LedgerEntry.PartitionWindowClosed;
import io.fluxledger.rules.LedgerEntry.PayoutAdvanced;
import io.fluxledger.rules.LedgerEntry.PayoutClosed;
import io.fluxledger.rules.LedgerEntry.PayoutMoved;
import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import io.fluxledger.rules.LedgerEntry.ProviderTermsUpdated;
import io.fluxledger.rules.LedgerEntry.ProviderUpdated;
import io.fluxledger.rules.LedgerEntry.ReceiptRecorded;
import io.fluxledger.rules.LedgerEntry.RefundChainSet;
import io.fluxledger.rules.LedgerEntry.RefundCredited;
import io.fluxledger.rules.LedgerEntry.RefundIssued;
import io.fluxledger.rules.LedgerEntry.SessionClosed;
import io.fluxledger.rules.LedgerEntry.SessionOpened;
import io.fluxledger.rules.LedgerEntry.SuspenseClosed;
import io.fluxledger.rules.LedgerEntry.TransferSuspended;
import io.fluxledger.rules.LedgerEntry.TreasuryMoved;
import io.fluxledger.rules.LedgerEntry.WindowClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalAdvanced;
import io.fluxledger.rules.LedgerEntry.WithdrawalClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalOpened;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.Usage;

/** Entries in the union of a journal line: the branch is the first of the entry's tags in HASHING.md, counted from 0. */
final class EntryWriter {
    private EntryWriter() {}

    static void write(RecordBytes out, LedgerEntry entry) {
        switch (entry) {
            case DepositOpened e ->
                deposit(out.branch(0), e.deposit())
                        .number(e.amountMicros())
                        .number(e.validAfterS())
                        .number(e.validBeforeS())
                        .signature(e.signature());
            case DepositCredited e ->
                deposit(out.branch(1), e.deposit()).number(e.amountNanos()).word(e.transactionHash());
            case DepositClosed e -> deposit(out.branch(2), e.deposit()).text(e.reason());
            case IntentOpened e -> opened(out.branch(3), e);
            case EscrowLocked e ->
                out.branch(4)
                        .text(e.intentId())
                        .number(e.chainId())
                        .number(e.amountMicros())
                        .word(e.transactionHash());
            case ReceiptRecorded e -> receipt(out.branch(5), e);
            case IntentClosed e -> closed(out.branch(6), e);
            case EscrowStepRecorded e -> step(out.branch(7), e);
            case WithdrawalOpened e ->
                out.branch(8)
                        .text(e.withdrawalId())
                        .number(e.chainId())
                        .number(e.amountNanos())
                        .address(e.recipient())
                        .number(e.validBeforeMs())
                        .word(e.nonce());
            case WithdrawalClosed e ->
                out.branch(9)
                        .text(e.withdrawalId())
                        .symbol(e.status())
                        .number(e.chainId())
                        .number(e.amountNanos())
                        .optional(e.transactionHash());
            case ParametersSet e -> parameters(out.branch(10), e.parameters());
            case ChargeTaken e -> charge(out.branch(11), e);
            case WindowClosed e -> window(out.branch(12), e);
            case PartitionWindowClosed e ->
                out.branch(13).number(e.windowEndMs()).number(e.providers());
            case PayoutOpened e -> payout(out.branch(14), e);
            case PayoutClosed e -> payout(out.branch(15), e);
            case ProviderUpdated e ->
                out.branch(16)
                        .address(e.payoutAddress())
                        .number(e.payoutChainId())
                        .word(e.nonce());
            case DepositMined e ->
                deposit(out.branch(17), e.deposit()).number(e.amountMicros()).word(e.transactionHash());
            case DepositTakenBack e ->
                deposit(out.branch(18), e.deposit()).number(e.amountNanos()).word(e.transactionHash());
            case SuspenseClosed e ->
                deposit(out.branch(19), e.deposit())
                        .symbol(e.resolution())
                        .number(e.amountNanos())
                        .optional(e.transactionHash());
            case WithdrawalAdvanced e ->
                out.branch(20)
                        .text(e.withdrawalId())
                        .symbol(e.status())
                        .number(e.chainId())
                        .number(e.amountNanos())
                        .optional(e.transactionHash());
            case DisputeOpened e -> dispute(out.branch(21), e);
            case RefundCredited e ->
                out.branch(22)
                        .address(e.provider())
                        .text(e.intentId())
                        .draws(e.draws())
                        .number(e.sourcePartition())
                        .number(e.sourceSequence());
            case HoldChanged e ->
                out.branch(23)
                        .number(e.chainId())
                        .flag(e.held())
                        .number(e.heldMs())
                        .text(e.reason());
            case InputSetAside e -> out.branch(24).id(e.quarantined()).text(e.reason());
            case PayoutAdvanced e ->
                out.branch(25)
                        .text(e.payoutId())
                        .text(e.batchId())
                        .symbol(e.status())
                        .number(e.chainId())
                        .number(e.amountMicros())
                        .optional(e.transactionHash());
            case DisputeTaken e -> dispute(out.branch(26), e);
            case DisputeClosed e -> dispute(out.branch(27), e);
            case RefundIssued e ->
                out.branch(28)
                        .address(e.payer())
                        .text(e.intentId())
                        .draws(e.draws())
                        .word(e.nonce())
                        .number(e.refundSequence());
            case TransferSuspended e ->
                deposit(out.branch(29), e.deposit()).number(e.amountNanos()).word(e.transactionHash());
            case TreasuryMoved e ->
                out.branch(32)
                        .text(e.moveId())
                        .symbol(e.status())
                        .number(e.fromChainId())
                        .number(e.toChainId())
                        .number(e.sentMicros())
                        .number(e.feeMicros())
                        .optional(e.transactionHash());
            case ProviderTermsUpdated e -> terms(out.branch(33), e.terms()).word(e.nonce());
            case PayoutMoved e ->
                out.branch(34)
                        .text(e.payoutId())
                        .text(e.batchId())
                        .number(e.fromChainId())
                        .number(e.toChainId());
            case RefundChainSet e -> out.branch(35).number(e.chainId()).number(e.issuedAtMs());
            case IntentHoldChanged e ->
                out.branch(36)
                        .text(e.intentId())
                        .flag(e.held())
                        .number(e.pausedMs())
                        .text(e.reason());
            case SessionOpened e -> session(out.branch(30), e);
            case SessionClosed e ->
                out.branch(31).address(e.sessionKey()).symbol(e.revokedBy()).word(e.nonce());
        }
    }

    private static RecordBytes deposit(RecordBytes out, DepositKey key) {
        return out.number(key.chainId()).address(key.token()).word(key.nonce());
    }

    private static void opened(RecordBytes out, IntentOpened e) {
        out.text(e.intentId())
                .symbol(e.status())
                .symbol(e.funding())
                .symbol(e.payoutMode())
                .address(e.provider())
                .number(e.maxAmountNanos())
                .number(e.deadlineMs())
                .number(e.payoutChainId())
                .draws(e.draws())
                .word(e.nonce())
                .number(e.heldBeforeMs())
                .optional(e.escrow())
                .optional(e.sessionKey())
                .flag(e.settledByGateway());
    }

    private static void session(RecordBytes out, SessionOpened e) {
        out.address(e.sessionKey())
                .number(e.limitNanos())
                .number(e.expiresMs())
                .number(e.chainId())
                .optional(e.provider())
                .word(e.nonce())
                .number(e.forgetAtMs());
    }

    private static void receipt(RecordBytes out, ReceiptRecorded e) {
        out.text(e.intentId())
                .address(e.provider())
                .number(e.usedNanos())
                .number(e.totalUsedNanos())
                .number(e.inputTokens())
                .number(e.outputTokens())
                .word(e.nonce())
                .number(e.timestampMs());
    }

    private static void closed(RecordBytes out, IntentClosed e) {
        out.text(e.intentId())
                .symbol(e.status())
                .symbol(e.funding())
                .symbol(e.payoutMode())
                .address(e.provider())
                .number(e.payoutChainId())
                .draws(e.captures())
                .draws(e.refunds())
                .number(e.inputTokens())
                .number(e.outputTokens())
                .optional(e.reason())
                .number(e.chargeSequence())
                .optional(e.nonce())
                .number(e.forgetAtMs())
                .draws(e.routeCosts());
    }

    private static void step(RecordBytes out, EscrowStepRecorded e) {
        out.text(e.intentId())
                .symbol(e.step())
                .symbol(e.status())
                .number(e.chainId())
                .number(e.amountMicros())
                .number(e.feeMicros())
                .optional(e.transactionHash())
                .number(e.chargeSequence());
    }

    private static void parameters(RecordBytes out, Parameters p) {
        out.number(p.rulesVersion())
                .number(p.providerFeePpm())
                .number(p.monthlyMinimumFeeNanos())
                .number(p.monthlyMinimumVolumeNanos())
                .number(p.sweepLimit())
                .number(p.retentionMs())
                .number(p.maxIntentLifeMs());
    }

    private static void charge(RecordBytes out, ChargeTaken e) {
        out.address(e.payer())
                .text(e.intentId())
                .symbol(e.funding())
                .symbol(e.payoutMode())
                .number(e.payoutChainId())
                .number(e.grossNanos())
                .number(e.feeNanos())
                .number(e.netNanos())
                .number(e.inputTokens())
                .number(e.outputTokens())
                .number(e.sourcePartition())
                .number(e.sourceSequence());
    }

    private static void window(RecordBytes out, WindowClosed e) {
        usage(out.number(e.windowEndMs()), e.usage())
                .draws(e.payable())
                .address(e.payoutAddress())
                .number(e.payoutChainId())
                .number(e.minimumFeeNanos());
    }

    static RecordBytes usage(RecordBytes out, Usage usage) {
        return out.number(usage.calls())
                .number(usage.inputTokens())
                .number(usage.outputTokens())
                .number(usage.grossNanos())
                .number(usage.feeNanos())
                .number(usage.netNanos());
    }

    private static void payout(RecordBytes out, PayoutOpened e) {
        out.text(e.payoutId())
                .text(e.batchId())
                .number(e.windowEndMs())
                .number(e.chainId())
                .number(e.amountMicros())
                .draws(e.sources())
                .address(e.recipient());
        terms(out, e.terms());
    }

    static RecordBytes terms(RecordBytes out, PayoutTerms terms) {
        return out.numbers(terms.alternativeChainIds())
                .optional(terms.payoutToken())
                .number(terms.slippageBps());
    }

    private static void payout(RecordBytes out, PayoutClosed e) {
        out.text(e.payoutId())
                .text(e.batchId())
                .symbol(e.status())
                .number(e.chainId())
                .number(e.amountMicros())
                .draws(e.sources())
                .optional(e.transactionHash());
    }

    private static void dispute(RecordBytes out, DisputeOpened e) {
        out.text(e.intentId())
                .address(e.provider())
                .number(e.amountNanos())
                .text(e.reason())
                .word(e.nonce())
                .number(e.settled())
                .number(e.chargeSequence());
    }

    private static void dispute(RecordBytes out, DisputeTaken e) {
        out.address(e.payer())
                .text(e.intentId())
                .number(e.amountNanos())
                .draws(e.reserved())
                .number(e.sourcePartition())
                .number(e.sourceSequence());
    }

    private static void dispute(RecordBytes out, DisputeClosed e) {
        out.address(e.payer())
                .text(e.intentId())
                .number(e.sourcePartition())
                .number(e.sourceSequence())
                .number(e.upheldNanos())
                .symbol(e.decidedBy())
                .draws(e.draws())
                .number(e.refundSequence());
    }
}
