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
import org.jspecify.annotations.Nullable;

/** The only writer of providers' state. It knows no rules: what an entry says has happened. */
final class ProviderApplier {
    private final ProviderState state;
    private final ContentHash hashes;

    ProviderApplier(ProviderState state, ContentHash hashes) {
        this.state = state;
        this.hashes = hashes;
    }

    /** The account after the line; throws ArithmeticException beyond 64 bits, writes nothing. */
    static ProviderAccount after(ProviderAccount account, Decision.Accepted accepted, Parameters parameters) {
        LineChain.checkZero(accepted.postings());
        ProviderAccount next = account.withBalances(account.balances().plus(account.provider(), accepted.postings()));
        for (LedgerEntry entry : accepted.entries()) {
            next = after(next, entry, parameters);
        }
        return next;
    }

    private static ProviderAccount after(ProviderAccount account, LedgerEntry entry, Parameters parameters) {
        return switch (entry) {
            case ChargeTaken e -> charged(account, e, parameters);
            case WindowClosed e -> account.withWindowClosed(account.month().after(e.usage(), e.windowEndMs(), _ -> {}));
            case ProviderUpdated e -> account.withPayout(e.payoutAddress(), e.payoutChainId());
            case ProviderTermsUpdated e -> account.withTerms(e.terms());
            case PayoutClosed e
            when e.status() == TransferStatus.FINAL ->
                account.withPaid(Usage.counted(account.paidNanos(), nanos(e.amountMicros())));
            case PayoutAdvanced e when e.status() == TransferStatus.REVOKED -> paidBack(account, e);
            default -> account;
        };
    }

    private static ProviderAccount charged(ProviderAccount account, ChargeTaken e, Parameters parameters) {
        long remainder = e.funding() == Funding.CREDITS
                ? ProviderFee.of(e.grossNanos(), parameters.providerFeePpm(), account.feeRemainder())
                        .remainder()
                : account.feeRemainder();
        return account.withCharge(account.window().plus(e), remainder).withChargedChain(e.payoutChainId());
    }

    /** A total that has stopped at its end does not move again. */
    private static ProviderAccount paidBack(ProviderAccount account, PayoutAdvanced e) {
        return account.paidNanos() == Long.MAX_VALUE
                ? account
                : account.withPaid(account.paidNanos() - nanos(e.amountMicros()));
    }

    private static long nanos(long amountMicros) {
        return amountMicros * PayerDecisions.NANOS_PER_MICRO;
    }

    /**
     * Writes what the entry changes beside the account.
     *
     * @param line partition sequence of the line that the entry stands in
     */
    void apply(Address provider, LedgerEntry entry, long line) {
        switch (entry) {
            case ChargeTaken e -> state.putChargesTaken(e.sourcePartition(), e.sourceSequence());
            case WindowClosed _ -> {
                // Changes the account alone.
            }
            case PayoutOpened e ->
                state.put(new Payout(
                        provider,
                        e.payoutId(),
                        e.batchId(),
                        Payout.Status.IN_FLIGHT,
                        e.chainId(),
                        e.amountMicros(),
                        e.recipient(),
                        e.sources(),
                        e.chainId(),
                        e.terms(),
                        line));
            case PayoutMoved e ->
                state.put(require(state.payout(provider, e.payoutId()), e).on(e.toChainId(), line));
            case TreasuryMoved e -> state.put(moved(provider, e, line));
            case ProviderTermsUpdated e -> state.put(new NonceUse(provider, e.nonce(), hashes.of(e.terms()), line));
            case PayoutAdvanced e ->
                state.put(require(state.payout(provider, e.payoutId()), e).with(Payout.Status.SUBMITTED, line));
            case PayoutClosed e -> {
                boolean paid = e.status() == TransferStatus.FINAL;
                state.put(require(state.payout(provider, e.payoutId()), e)
                        .with(paid ? Payout.Status.FINAL : Payout.Status.RETURNED, line));
            }
            case ProviderUpdated e ->
                state.put(
                        new NonceUse(provider, e.nonce(), hashes.ofPayout(e.payoutAddress(), e.payoutChainId()), line));
            case DisputeTaken e -> {
                state.putChargesTaken(e.sourcePartition(), e.sourceSequence());
                state.put(opened(provider, e, line));
            }
            case DisputeClosed e ->
                state.put(require(state.dispute(e.sourcePartition(), e.sourceSequence()), e)
                        .closed(e.upheldNanos(), line));
            case RefundIssued e ->
                state.put(new NonceUse(
                        provider, e.nonce(), hashes.ofRefund(e.payer(), e.intentId(), Draw.sum(e.draws())), line));
            case ParametersSet _,
                    InputSetAside _,
                    PartitionWindowClosed _,
                    HoldChanged _,
                    DepositOpened _,
                    DepositMined _,
                    DepositCredited _,
                    DepositClosed _,
                    DepositTakenBack _,
                    TransferSuspended _,
                    SuspenseClosed _,
                    IntentOpened _,
                    EscrowLocked _,
                    ReceiptRecorded _,
                    IntentClosed _,
                    EscrowStepRecorded _,
                    WithdrawalOpened _,
                    WithdrawalAdvanced _,
                    WithdrawalClosed _,
                    DisputeOpened _,
                    SessionOpened _,
                    SessionClosed _,
                    IntentHoldChanged _,
                    RefundChainSet _,
                    RefundCredited _ -> throw new CorruptionException("entry does not belong to a provider: " + entry);
        }
    }

    private TreasuryMove moved(Address treasury, TreasuryMoved e, long line) {
        TreasuryMove.Status next = switch (e.status()) {
            case SUBMITTED -> TreasuryMove.Status.SENT;
            case FINAL -> TreasuryMove.Status.RECEIVED;
            case RETURNED -> TreasuryMove.Status.RETURNED;
            case REVOKED ->
                require(state.move(treasury, e.moveId()), e).status() == TreasuryMove.Status.SENT
                        ? TreasuryMove.Status.REVOKED
                        : TreasuryMove.Status.SENT;
        };
        return new TreasuryMove(
                treasury, e.moveId(), next, e.fromChainId(), e.toChainId(), e.sentMicros(), e.feeMicros(), line);
    }

    private static ProviderDispute opened(Address provider, DisputeTaken e, long line) {
        return new ProviderDispute(
                provider,
                e.sourcePartition(),
                e.sourceSequence(),
                e.payer(),
                e.intentId(),
                e.amountNanos(),
                e.reserved(),
                ProviderDispute.Status.OPEN,
                0,
                line);
    }

    private static <T> T require(@Nullable T known, LedgerEntry entry) {
        if (known == null) {
            throw new CorruptionException("entry without the state that it changes: " + entry);
        }
        return known;
    }
}
