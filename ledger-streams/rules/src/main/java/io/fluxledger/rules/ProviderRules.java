package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.Decision.AlreadyApplied;
import io.fluxledger.rules.Decision.Rejected;
import io.fluxledger.rules.LedgerEntry.ChargeTaken;
import io.fluxledger.rules.LedgerEntry.PayoutClosed;
import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import io.fluxledger.rules.LedgerEntry.ProviderUpdated;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.rules.ProviderInput.PayoutConfirmed;
import io.fluxledger.rules.ProviderInput.PayoutInstructed;
import io.fluxledger.rules.ProviderInput.ProviderRegistered;
import io.fluxledger.rules.ProviderInput.UsageCharged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides inputs of the providers' fold. Reads state, changes nothing. */
final class ProviderRules {
    private static final String INSTANT_BATCH = "instant";

    private final ProviderStore store;
    private final ContentHash hashes = new ContentHash();

    ProviderRules(ProviderStore store) {
        this.store = store;
    }

    Decision decide(OfProvider input, long clockMs, Parameters parameters) {
        return switch (input) {
            case UsageCharged in -> charge(in, parameters);
            case ProviderRegistered in -> register(in, clockMs);
            case PayoutInstructed in -> instruct(in);
            case PayoutConfirmed in -> confirm(in);
        };
    }

    private Decision charge(UsageCharged in, Parameters parameters) {
        if (in.sourceSequence() <= store.chargesTaken(in.sourcePartition())) {
            return new AlreadyApplied(null);
        }
        long grossNanos = Draw.sum(in.charges());
        if (grossNanos <= 0 || in.charges().stream().anyMatch(c -> c.amountNanos() <= 0)) {
            return new Rejected(RejectionReason.INVALID_AMOUNT);
        }
        if (in.funding() == Funding.ESCROW) {
            // The contract has paid the provider and taken its fee: counted, not owed.
            return Accepted.of(taken(in, grossNanos, in.escrowFeeNanos()));
        }
        ProviderAccount known = store.account(in.provider());
        long remainder = known == null ? 0 : known.feeRemainder();
        long feeNanos = ProviderFee.of(grossNanos, parameters.providerFeePpm(), remainder)
                .feeNanos();
        List<LedgerEntry> entries = new ArrayList<>(2);
        entries.add(taken(in, grossNanos, feeNanos));
        List<Posting> postings = new ArrayList<>();
        List<Draw> nets = new ArrayList<>(in.charges().size());
        long feeLeft = feeNanos;
        for (Draw charge : in.charges()) {
            long fee = Math.min(feeLeft, charge.amountNanos());
            feeLeft -= fee;
            postings.add(new Posting(AccountType.CLEARING, null, charge.chainId(), -charge.amountNanos()));
            if (fee > 0) {
                postings.add(new Posting(AccountType.PLATFORM_FEES, null, charge.chainId(), fee));
            }
            if (fee < charge.amountNanos()) {
                nets.add(new Draw(charge.chainId(), charge.amountNanos() - fee));
            }
        }
        if (in.payoutMode() == PayoutMode.INSTANT) {
            payAtOnce(in, known, nets, entries, postings);
        } else {
            nets.forEach(n -> postings.add(payable(in.provider(), n.chainId(), n.amountNanos())));
        }
        return new Accepted(entries, postings);
    }

    private static ChargeTaken taken(UsageCharged in, long grossNanos, long feeNanos) {
        return new ChargeTaken(
                in.payer(),
                in.intentId(),
                in.funding(),
                in.payoutMode(),
                in.payoutChainId(),
                grossNanos,
                feeNanos,
                grossNanos - feeNanos,
                in.inputTokens(),
                in.outputTokens(),
                in.sourcePartition(),
                in.sourceSequence());
    }

    /** Whole micro-USDC go in flight at once; what the chain cannot express stays payable. */
    private static void payAtOnce(
            UsageCharged in,
            @Nullable ProviderAccount known,
            List<Draw> nets,
            List<LedgerEntry> entries,
            List<Posting> postings) {
        long netNanos = Draw.sum(nets);
        long paidNanos = netNanos - netNanos % NANOS_PER_MICRO;
        List<Draw> sources = new ArrayList<>(nets.size());
        long left = paidNanos;
        for (Draw net : nets) {
            long now = Math.min(left, net.amountNanos());
            left -= now;
            if (now > 0) {
                sources.add(new Draw(net.chainId(), now));
                postings.add(new Posting(AccountType.PROVIDER_IN_FLIGHT, in.provider(), net.chainId(), now));
            }
            if (now < net.amountNanos()) {
                postings.add(payable(in.provider(), net.chainId(), net.amountNanos() - now));
            }
        }
        if (paidNanos > 0) {
            entries.add(new PayoutOpened(
                    instantPayoutId(in),
                    INSTANT_BATCH,
                    0,
                    in.payoutChainId(),
                    paidNanos / NANOS_PER_MICRO,
                    sources,
                    known == null ? in.provider() : known.payoutAddress()));
        }
    }

    private static String instantPayoutId(UsageCharged in) {
        return INSTANT_BATCH + ":" + in.payer() + ":" + in.intentId();
    }

    private Decision register(ProviderRegistered in, long clockMs) {
        NonceUse use = store.nonce(in.provider(), in.nonce());
        if (use != null) {
            return use.contentHash().equals(hashes.ofPayout(in.payoutAddress(), in.payoutChainId()))
                    ? new AlreadyApplied(use.line())
                    : new Rejected(RejectionReason.NONCE_REUSED);
        }
        if (clockMs >= in.validBeforeMs()) {
            return new Rejected(RejectionReason.AUTHORIZATION_EXPIRED);
        }
        return Accepted.of(new ProviderUpdated(in.payoutAddress(), in.payoutChainId(), in.nonce()));
    }

    private Decision instruct(PayoutInstructed in) {
        if (!PayerDecisions.isMicros(in.amountMicros())) {
            return new Rejected(RejectionReason.INVALID_AMOUNT);
        }
        Payout known = store.payout(in.provider(), in.payoutId());
        if (known != null) {
            boolean same = known.amountMicros() == in.amountMicros()
                    && known.chainId() == in.chainId()
                    && known.recipient().equals(in.recipient())
                    && known.batchId().equals(in.batchId());
            return same
                    ? new AlreadyApplied(known.line())
                    : new Rejected(RejectionReason.PAYOUT_WITH_DIFFERENT_CONTENT);
        }
        ProviderAccount account = store.account(in.provider());
        if (account == null) {
            return new Rejected(RejectionReason.UNKNOWN_PROVIDER);
        }
        long wantedNanos = Math.multiplyExact(in.amountMicros(), NANOS_PER_MICRO);
        if (account.balances().total(AccountType.PROVIDER_PAYABLE) < wantedNanos) {
            return new Rejected(RejectionReason.INSUFFICIENT_PAYABLE);
        }
        List<Draw> sources = sources(account.balances(), in.chainId(), wantedNanos);
        List<Posting> postings = new ArrayList<>(sources.size() * 2);
        for (Draw source : sources) {
            postings.add(payable(in.provider(), source.chainId(), -source.amountNanos()));
            postings.add(
                    new Posting(AccountType.PROVIDER_IN_FLIGHT, in.provider(), source.chainId(), source.amountNanos()));
        }
        return new Accepted(
                List.of(new PayoutOpened(
                        in.payoutId(),
                        in.batchId(),
                        in.windowEndMs(),
                        in.chainId(),
                        in.amountMicros(),
                        sources,
                        in.recipient())),
                postings);
    }

    /** The payout's own chain first, then the others ascending. */
    private static List<Draw> sources(Balances balances, long chainId, long wantedNanos) {
        List<Draw> order = new ArrayList<>();
        for (Draw payable : balances.of(AccountType.PROVIDER_PAYABLE)) {
            if (payable.chainId() == chainId) {
                order.addFirst(payable);
            } else {
                order.add(payable);
            }
        }
        List<Draw> sources = new ArrayList<>();
        long left = wantedNanos;
        for (Draw payable : order) {
            long now = Math.min(left, payable.amountNanos());
            if (now > 0) {
                sources.add(new Draw(payable.chainId(), now));
                left -= now;
            }
        }
        return sources;
    }

    private Decision confirm(PayoutConfirmed in) {
        Payout known = store.payout(in.provider(), in.payoutId());
        if (known == null) {
            return new Rejected(RejectionReason.UNKNOWN_PAYOUT);
        }
        if (in.status() == TransferStatus.SUBMITTED) {
            return new Rejected(RejectionReason.UNEXPECTED_INPUT);
        }
        boolean paid = in.status() == TransferStatus.FINAL;
        if (known.status() != Payout.Status.IN_FLIGHT) {
            return paid == (known.status() == Payout.Status.FINAL)
                    ? new AlreadyApplied(known.line())
                    : new Rejected(RejectionReason.PAYOUT_ALREADY_CLOSED);
        }
        List<Posting> postings = new ArrayList<>(known.sources().size() * 2);
        for (Draw source : known.sources()) {
            postings.add(new Posting(
                    AccountType.PROVIDER_IN_FLIGHT, in.provider(), source.chainId(), -source.amountNanos()));
            postings.add(
                    paid
                            ? new Posting(AccountType.TREASURY, null, known.chainId(), source.amountNanos())
                            : payable(in.provider(), source.chainId(), source.amountNanos()));
        }
        return new Accepted(
                List.of(new PayoutClosed(
                        known.payoutId(),
                        known.batchId(),
                        in.status(),
                        known.chainId(),
                        known.amountMicros(),
                        known.sources(),
                        in.transactionHash())),
                postings);
    }

    private static Posting payable(Address provider, long chainId, long amountNanos) {
        return new Posting(AccountType.PROVIDER_PAYABLE, provider, chainId, amountNanos);
    }
}
