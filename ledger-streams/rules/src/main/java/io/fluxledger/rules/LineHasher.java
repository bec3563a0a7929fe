package io.fluxledger.rules;

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

/** Hashes of journal lines. The layout is part of the rules version and documented in HASHING.md. */
final class LineHasher {
    private final CanonicalBytes out = new CanonicalBytes();

    /** SHA-256 of all fields of the line but the hash itself. */
    Bytes32 hash(JournalLine line) {
        out.clear()
                .word(line.partitionPreviousHash())
                .word(line.accountPreviousHash())
                .id(line.inputId())
                .number(line.index())
                .text(line.inputType())
                .optional(line.account())
                .symbol(line.outcome())
                .optional(line.reason(), (o, reason) -> o.text(reason.name()))
                .number(line.reference())
                .number(line.clockMs())
                .number(line.rulesVersion())
                .number(line.accountSequence())
                .number(line.partitionSequence())
                .list(line.entries(), LineHasher::entry)
                .postings(line.postings())
                .balances(line.balances());
        return out.hash();
    }

    private static void entry(CanonicalBytes out, LedgerEntry entry) {
        switch (entry) {
            case DepositOpened e ->
                deposit(out.tag(1), e.deposit())
                        .number(e.amountMicros())
                        .number(e.validAfterS())
                        .number(e.validBeforeS());
            case DepositCredited e ->
                deposit(out.tag(2), e.deposit()).number(e.amountNanos()).word(e.transactionHash());
            case DepositClosed e -> deposit(out.tag(3), e.deposit()).text(e.reason());
            case IntentOpened e -> {
                // A tag of its own: lines without sessions have the hashes that they had before there were any.
                Address sessionKey = e.sessionKey();
                if (e.settledByGateway()) {
                    intentOpened(out.tag(40), e);
                    out.optional(sessionKey);
                } else if (sessionKey != null) {
                    intentOpened(out.tag(33), e);
                    out.address(sessionKey);
                } else {
                    intentOpened(out.tag(4), e);
                }
            }
            case EscrowLocked e ->
                out.tag(5)
                        .text(e.intentId())
                        .number(e.chainId())
                        .number(e.amountMicros())
                        .word(e.transactionHash());
            case ReceiptRecorded e ->
                out.tag(6)
                        .text(e.intentId())
                        .address(e.provider())
                        .number(e.usedNanos())
                        .number(e.totalUsedNanos())
                        .number(e.inputTokens())
                        .number(e.outputTokens())
                        .word(e.nonce())
                        .number(e.timestampMs());
            case IntentClosed e -> {
                boolean costs = !e.routeCosts().isEmpty();
                intentClosed(out.tag(costs ? 41 : 7), e);
                if (costs) {
                    out.draws(e.routeCosts());
                }
            }
            case EscrowStepRecorded e ->
                out.tag(8)
                        .text(e.intentId())
                        .symbol(e.step())
                        .symbol(e.status())
                        .number(e.chainId())
                        .number(e.amountMicros())
                        .number(e.feeMicros())
                        .optional(e.transactionHash(), CanonicalBytes::word)
                        .number(e.chargeSequence());
            case WithdrawalOpened e ->
                out.tag(9)
                        .text(e.withdrawalId())
                        .number(e.chainId())
                        .number(e.amountNanos())
                        .address(e.recipient())
                        .number(e.validBeforeMs())
                        .word(e.nonce());
            case WithdrawalClosed e ->
                out.tag(10)
                        .text(e.withdrawalId())
                        .symbol(e.status())
                        .number(e.chainId())
                        .number(e.amountNanos())
                        .optional(e.transactionHash(), CanonicalBytes::word);
            case ParametersSet e -> parameters(out.tag(11), e.parameters());
            case ChargeTaken e -> charge(out.tag(12), e);
            case WindowClosed e -> window(out.tag(13), e);
            case PartitionWindowClosed e -> out.tag(14).number(e.windowEndMs()).number(e.providers());
            case PayoutOpened e -> {
                boolean terms = !e.terms().isNone();
                payoutOpened(out.tag(terms ? 37 : 15), e);
                if (terms) {
                    terms(out, e.terms());
                }
            }
            case PayoutMoved e ->
                out.tag(36)
                        .text(e.payoutId())
                        .text(e.batchId())
                        .number(e.fromChainId())
                        .number(e.toChainId());
            case TreasuryMoved e ->
                out.tag(34)
                        .text(e.moveId())
                        .symbol(e.status())
                        .number(e.fromChainId())
                        .number(e.toChainId())
                        .number(e.sentMicros())
                        .number(e.feeMicros())
                        .optional(e.transactionHash(), CanonicalBytes::word);
            case ProviderTermsUpdated e -> terms(out.tag(35), e.terms()).word(e.nonce());
            case RefundChainSet e -> out.tag(38).number(e.chainId()).number(e.issuedAtMs());
            case IntentHoldChanged e ->
                out.tag(39)
                        .text(e.intentId())
                        .flag(e.held())
                        .number(e.pausedMs())
                        .text(e.reason());
            case PayoutClosed e ->
                out.tag(16)
                        .text(e.payoutId())
                        .text(e.batchId())
                        .symbol(e.status())
                        .number(e.chainId())
                        .number(e.amountMicros())
                        .draws(e.sources())
                        .optional(e.transactionHash(), CanonicalBytes::word);
            case ProviderUpdated e ->
                out.tag(17).address(e.payoutAddress()).number(e.payoutChainId()).word(e.nonce());
            case DepositMined e ->
                deposit(out.tag(18), e.deposit()).number(e.amountMicros()).word(e.transactionHash());
            case DepositTakenBack e ->
                deposit(out.tag(19), e.deposit()).number(e.amountNanos()).word(e.transactionHash());
            case SuspenseClosed e ->
                deposit(out.tag(20), e.deposit())
                        .symbol(e.resolution())
                        .number(e.amountNanos())
                        .optional(e.transactionHash(), CanonicalBytes::word);
            case WithdrawalAdvanced e ->
                out.tag(21)
                        .text(e.withdrawalId())
                        .symbol(e.status())
                        .number(e.chainId())
                        .number(e.amountNanos())
                        .optional(e.transactionHash(), CanonicalBytes::word);
            case DisputeOpened e ->
                out.tag(22)
                        .text(e.intentId())
                        .address(e.provider())
                        .number(e.amountNanos())
                        .text(e.reason())
                        .word(e.nonce())
                        .number(e.settled())
                        .number(e.chargeSequence());
            case RefundCredited e ->
                out.tag(23)
                        .address(e.provider())
                        .text(e.intentId())
                        .draws(e.draws())
                        .number(e.sourcePartition())
                        .number(e.sourceSequence());
            case HoldChanged e ->
                out.tag(24)
                        .number(e.chainId())
                        .flag(e.held())
                        .number(e.heldMs())
                        .text(e.reason());
            case InputSetAside e -> out.tag(25).id(e.quarantined()).text(e.reason());
            case PayoutAdvanced e ->
                out.tag(26)
                        .text(e.payoutId())
                        .text(e.batchId())
                        .symbol(e.status())
                        .number(e.chainId())
                        .number(e.amountMicros())
                        .optional(e.transactionHash(), CanonicalBytes::word);
            case DisputeTaken e ->
                out.tag(27)
                        .address(e.payer())
                        .text(e.intentId())
                        .number(e.amountNanos())
                        .draws(e.reserved())
                        .number(e.sourcePartition())
                        .number(e.sourceSequence());
            case DisputeClosed e ->
                out.tag(28)
                        .address(e.payer())
                        .text(e.intentId())
                        .number(e.sourcePartition())
                        .number(e.sourceSequence())
                        .number(e.upheldNanos())
                        .symbol(e.decidedBy())
                        .draws(e.draws())
                        .number(e.refundSequence());
            case RefundIssued e ->
                out.tag(29)
                        .address(e.payer())
                        .text(e.intentId())
                        .draws(e.draws())
                        .word(e.nonce())
                        .number(e.refundSequence());
            case TransferSuspended e ->
                deposit(out.tag(30), e.deposit()).number(e.amountNanos()).word(e.transactionHash());
            case SessionOpened e ->
                out.tag(31)
                        .address(e.sessionKey())
                        .number(e.limitNanos())
                        .number(e.expiresMs())
                        .number(e.chainId())
                        .optional(e.provider())
                        .word(e.nonce())
                        .number(e.forgetAtMs());
            case SessionClosed e ->
                out.tag(32).address(e.sessionKey()).symbol(e.revokedBy()).word(e.nonce());
        }
    }

    private static CanonicalBytes deposit(CanonicalBytes out, DepositKey key) {
        return out.number(key.chainId()).address(key.token()).word(key.nonce());
    }

    private static void intentOpened(CanonicalBytes out, IntentOpened e) {
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
                .escrow(e.escrow());
    }

    private static void intentClosed(CanonicalBytes out, IntentClosed e) {
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
                .optional(e.reason(), CanonicalBytes::text)
                .number(e.chargeSequence())
                .optional(e.nonce(), CanonicalBytes::word)
                .number(e.forgetAtMs());
    }

    private static void payoutOpened(CanonicalBytes out, PayoutOpened e) {
        out.text(e.payoutId())
                .text(e.batchId())
                .number(e.windowEndMs())
                .number(e.chainId())
                .number(e.amountMicros())
                .draws(e.sources())
                .address(e.recipient());
    }

    private static CanonicalBytes terms(CanonicalBytes out, PayoutTerms terms) {
        return out.list(terms.alternativeChainIds(), CanonicalBytes::number)
                .optional(terms.payoutToken())
                .number(terms.slippageBps());
    }

    private static void parameters(CanonicalBytes out, Parameters p) {
        out.number(p.rulesVersion())
                .number(p.providerFeePpm())
                .number(p.monthlyMinimumFeeNanos())
                .number(p.monthlyMinimumVolumeNanos())
                .number(p.sweepLimit())
                .number(p.retentionMs())
                .number(p.maxIntentLifeMs());
    }

    private static void charge(CanonicalBytes out, ChargeTaken e) {
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

    private static void window(CanonicalBytes out, WindowClosed e) {
        Usage usage = e.usage();
        out.number(e.windowEndMs())
                .number(usage.calls())
                .number(usage.inputTokens())
                .number(usage.outputTokens())
                .number(usage.grossNanos())
                .number(usage.feeNanos())
                .number(usage.netNanos())
                .draws(e.payable())
                .address(e.payoutAddress())
                .number(e.payoutChainId())
                .number(e.minimumFeeNanos());
    }
}
