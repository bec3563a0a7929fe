package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isMicros;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.PayoutAdvanced;
import io.fluxledger.rules.LedgerEntry.PayoutClosed;
import io.fluxledger.rules.LedgerEntry.PayoutMoved;
import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import io.fluxledger.rules.ProviderInput.PayoutConfirmed;
import io.fluxledger.rules.ProviderInput.PayoutInstructed;
import io.fluxledger.rules.ProviderInput.PayoutRerouted;
import java.util.ArrayList;
import java.util.List;

/** Payouts: what is payable waits in flight until the chain has paid or refused. */
final class ProviderPayoutRules {
    private ProviderPayoutRules() {}

    static Decision decide(ProviderDecisions at, PayoutInstructed in) {
        if (!isMicros(in.amountMicros())) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        Payout known = at.state().payout(in.provider(), in.payoutId());
        if (known != null) {
            boolean same = known.amountMicros() == in.amountMicros()
                    && known.openedChainId() == in.chainId()
                    && known.recipient().equals(in.recipient())
                    && known.batchId().equals(in.batchId());
            return same ? already(known.line()) : reject(RejectionReason.PAYOUT_WITH_DIFFERENT_CONTENT);
        }
        if (!at.isKnown()) {
            return reject(RejectionReason.UNKNOWN_PROVIDER);
        }
        long wantedNanos = in.amountMicros() * NANOS_PER_MICRO;
        if (wantedNanos > at.payableNanos()) {
            return reject(RejectionReason.INSUFFICIENT_PAYABLE);
        }
        List<Draw> sources = at.payable(in.chainId(), wantedNanos);
        List<Posting> postings = new ArrayList<>(sources.size() * 2);
        for (Draw source : sources) {
            postings.add(at.owned(AccountType.PROVIDER_PAYABLE, source.chainId(), -source.amountNanos()));
            postings.add(at.owned(AccountType.PROVIDER_IN_FLIGHT, source.chainId(), source.amountNanos()));
        }
        return new Accepted(
                List.of(new PayoutOpened(
                        in.payoutId(),
                        in.batchId(),
                        in.windowEndMs(),
                        in.chainId(),
                        in.amountMicros(),
                        sources,
                        in.recipient(),
                        at.account().terms())),
                postings);
    }

    static Decision decide(ProviderDecisions at, PayoutRerouted in) {
        Payout known = at.state().payout(in.provider(), in.payoutId());
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_PAYOUT);
        }
        if (!known.isOpen()) {
            return reject(RejectionReason.PAYOUT_ALREADY_CLOSED);
        }
        if (known.chainId() == in.chainId()) {
            return already(known.line());
        }
        if (known.status() == Payout.Status.SUBMITTED) {
            return reject(RejectionReason.UNEXPECTED_INPUT);
        }
        boolean agreed = known.openedChainId() == in.chainId()
                || known.terms().alternativeChainIds().contains(in.chainId());
        return agreed
                ? Accepted.of(new PayoutMoved(known.payoutId(), known.batchId(), known.chainId(), in.chainId()))
                : reject(RejectionReason.WRONG_PAYOUT_CHAIN);
    }

    static Decision decide(ProviderDecisions at, PayoutConfirmed in) {
        Payout known = at.state().payout(in.provider(), in.payoutId());
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_PAYOUT);
        }
        if (known.chainId() != in.chainId()) {
            return reject(RejectionReason.UNEXPECTED_INPUT);
        }
        return switch (in.status()) {
            case SUBMITTED ->
                known.status() == Payout.Status.IN_FLIGHT ? Accepted.of(advanced(known, in)) : already(known.line());
            case FINAL -> known.isOpen() ? paid(at, known, in) : repeated(known, Payout.Status.FINAL);
            case RETURNED -> known.isOpen() ? returned(at, known, in) : repeated(known, Payout.Status.RETURNED);
            case REVOKED -> {
                if (known.status() == Payout.Status.FINAL) {
                    yield revoked(at, known, in);
                }
                yield known.isOpen() ? already(known.line()) : reject(RejectionReason.PAYOUT_ALREADY_CLOSED);
            }
        };
    }

    private static Decision repeated(Payout known, Payout.Status wanted) {
        return known.status() == wanted ? already(known.line()) : reject(RejectionReason.PAYOUT_ALREADY_CLOSED);
    }

    private static Decision paid(ProviderDecisions at, Payout known, PayoutConfirmed in) {
        List<Posting> postings = new ArrayList<>(known.sources().size() * 4);
        for (Draw source : known.sources()) {
            leaves(at, postings, source.chainId(), known.chainId(), source.amountNanos());
        }
        return new Accepted(List.of(closed(known, in)), postings);
    }

    private static Decision revoked(ProviderDecisions at, Payout known, PayoutConfirmed in) {
        List<Posting> postings = new ArrayList<>(known.sources().size() * 4);
        for (Draw source : known.sources()) {
            leaves(at, postings, source.chainId(), known.chainId(), -source.amountNanos());
        }
        return new Accepted(List.of(advanced(known, in)), postings);
    }

    /** What is in flight on one chain leaves the treasury of another; a negative amount comes back. */
    private static void leaves(
            ProviderDecisions at, List<Posting> postings, long sourceChainId, long chainId, long amountNanos) {
        postings.add(at.owned(AccountType.PROVIDER_IN_FLIGHT, sourceChainId, -amountNanos));
        postings.add(ProviderDecisions.system(AccountType.TREASURY, chainId, amountNanos));
        OwnerFunds.across(postings, sourceChainId, chainId, amountNanos);
    }

    private static Decision returned(ProviderDecisions at, Payout known, PayoutConfirmed in) {
        List<Posting> postings = new ArrayList<>(known.sources().size() * 2);
        OwnerFunds funds = at.funds();
        for (Draw source : known.sources()) {
            postings.add(at.owned(AccountType.PROVIDER_IN_FLIGHT, source.chainId(), -source.amountNanos()));
            funds.credit(postings, source.chainId(), source.amountNanos());
        }
        return new Accepted(List.of(closed(known, in)), postings);
    }

    private static PayoutAdvanced advanced(Payout known, PayoutConfirmed in) {
        return new PayoutAdvanced(
                known.payoutId(),
                known.batchId(),
                in.status(),
                known.chainId(),
                known.amountMicros(),
                in.transactionHash());
    }

    private static PayoutClosed closed(Payout known, PayoutConfirmed in) {
        return new PayoutClosed(
                known.payoutId(),
                known.batchId(),
                in.status(),
                known.chainId(),
                known.amountMicros(),
                known.sources(),
                in.transactionHash());
    }
}
