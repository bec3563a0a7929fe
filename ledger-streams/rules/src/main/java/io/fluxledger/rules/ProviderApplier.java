package io.fluxledger.rules;

import io.fluxledger.rules.LedgerEntry.ChargeTaken;
import io.fluxledger.rules.LedgerEntry.DepositClosed;
import io.fluxledger.rules.LedgerEntry.DepositCredited;
import io.fluxledger.rules.LedgerEntry.DepositOpened;
import io.fluxledger.rules.LedgerEntry.EscrowLocked;
import io.fluxledger.rules.LedgerEntry.EscrowStepRecorded;
import io.fluxledger.rules.LedgerEntry.IntentClosed;
import io.fluxledger.rules.LedgerEntry.IntentOpened;
import io.fluxledger.rules.LedgerEntry.ParametersSet;
import io.fluxledger.rules.LedgerEntry.PartitionWindowClosed;
import io.fluxledger.rules.LedgerEntry.PayoutClosed;
import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import io.fluxledger.rules.LedgerEntry.ProviderUpdated;
import io.fluxledger.rules.LedgerEntry.ReceiptRecorded;
import io.fluxledger.rules.LedgerEntry.WindowClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalClosed;
import io.fluxledger.rules.LedgerEntry.WithdrawalOpened;
import java.util.List;

/** The only writer of providers' state. */
final class ProviderApplier {
    private final ProviderStore store;
    private final ContentHash hashes = new ContentHash();

    ProviderApplier(ProviderStore store) {
        this.store = store;
    }

    /** Balances after the postings; throws ArithmeticException beyond 64 bits, writes nothing. */
    static ProviderAccount post(ProviderAccount account, List<Posting> postings) {
        LineChain.checkZero(postings);
        Balances balances = account.balances();
        for (Posting posting : postings) {
            if (posting.owner() == null) {
                continue;
            }
            if (!posting.owner().equals(account.provider())) {
                throw new CorruptionException("posting to " + posting.owner() + " in a line of " + account.provider());
            }
            balances = balances.plus(posting.account(), posting.chainId(), posting.amountNanos());
        }
        return account.withBalances(balances);
    }

    /** Window totals after the entries; throws ArithmeticException beyond 64 bits, writes nothing. */
    static ProviderAccount count(ProviderAccount account, List<LedgerEntry> entries, Parameters parameters) {
        ProviderAccount next = account;
        for (LedgerEntry entry : entries) {
            if (entry instanceof ChargeTaken taken) {
                next = next.withWindow(next.window().plus(taken));
                if (taken.funding() == Funding.CREDITS) {
                    ProviderFee fee =
                            ProviderFee.of(taken.grossNanos(), parameters.providerFeePpm(), account.feeRemainder());
                    next = next.withFeeRemainder(fee.remainder());
                }
            }
        }
        return next;
    }

    ProviderAccount apply(ProviderAccount account, LedgerEntry entry, LineRef line) {
        Address provider = account.provider();
        return switch (entry) {
            case ChargeTaken e -> {
                store.putChargesTaken(e.sourcePartition(), e.sourceSequence());
                yield account.withChargedChain(e.payoutChainId());
            }
            case WindowClosed e -> account.withWindow(Usage.NONE);
            case PayoutOpened e -> {
                store.put(payout(provider, e, line));
                yield account;
            }
            case PayoutClosed e -> {
                Payout known = store.payout(provider, e.payoutId());
                if (known == null) {
                    throw new CorruptionException("payout closed that was never opened: " + e.payoutId());
                }
                boolean paid = e.status() == TransferStatus.FINAL;
                store.put(known.closedBy(line, paid ? Payout.Status.FINAL : Payout.Status.RETURNED));
                yield account;
            }
            case ProviderUpdated e -> {
                Bytes32 content = hashes.ofPayout(e.payoutAddress(), e.payoutChainId());
                store.put(provider, e.nonce(), new NonceUse(NonceUse.Purpose.REGISTRATION, content, line));
                yield account.withPayout(e.payoutAddress(), e.payoutChainId());
            }
            case DepositOpened _,
                    DepositCredited _,
                    DepositClosed _,
                    IntentOpened _,
                    EscrowLocked _,
                    ReceiptRecorded _,
                    IntentClosed _,
                    EscrowStepRecorded _,
                    WithdrawalOpened _,
                    WithdrawalClosed _,
                    ParametersSet _,
                    PartitionWindowClosed _ ->
                throw new CorruptionException("entry does not belong to a provider: " + entry);
        };
    }

    private static Payout payout(Address provider, PayoutOpened e, LineRef line) {
        return new Payout(
                provider,
                e.payoutId(),
                e.batchId(),
                Payout.Status.IN_FLIGHT,
                e.chainId(),
                e.amountMicros(),
                e.recipient(),
                e.sources(),
                line);
    }
}
