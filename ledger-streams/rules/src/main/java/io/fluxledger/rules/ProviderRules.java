package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.ProviderTermsUpdated;
import io.fluxledger.rules.LedgerEntry.ProviderUpdated;
import io.fluxledger.rules.LedgerEntry.WindowClosed;
import io.fluxledger.rules.ProviderInput.DisputeDecided;
import io.fluxledger.rules.ProviderInput.DisputeFiled;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.rules.ProviderInput.PayoutConfirmed;
import io.fluxledger.rules.ProviderInput.PayoutInstructed;
import io.fluxledger.rules.ProviderInput.PayoutRerouted;
import io.fluxledger.rules.ProviderInput.ProviderRefunded;
import io.fluxledger.rules.ProviderInput.ProviderRegistered;
import io.fluxledger.rules.ProviderInput.ProviderTermsSet;
import io.fluxledger.rules.ProviderInput.TreasuryMoveConfirmed;
import io.fluxledger.rules.ProviderInput.UsageCharged;
import java.util.ArrayList;
import java.util.List;

/** Decides inputs of the providers' fold. Reads state, changes nothing. */
final class ProviderRules {
    private ProviderRules() {}

    static Decision decide(ProviderDecisions at, OfProvider input) {
        return switch (input) {
            case UsageCharged in -> ProviderChargeRules.decide(at, in);
            case ProviderRegistered in -> register(at, in);
            case ProviderTermsSet in -> setTerms(at, in);
            case PayoutInstructed in -> ProviderPayoutRules.decide(at, in);
            case PayoutConfirmed in -> ProviderPayoutRules.decide(at, in);
            case PayoutRerouted in -> ProviderPayoutRules.decide(at, in);
            case TreasuryMoveConfirmed in -> TreasuryMoveRules.decide(at, in);
            case DisputeFiled in -> ProviderDisputeRules.decide(at, in);
            case DisputeDecided in -> ProviderDisputeRules.decide(at, in);
            case ProviderRefunded in -> ProviderDisputeRules.decide(at, in);
        };
    }

    private static Decision register(ProviderDecisions at, ProviderRegistered in) {
        NonceUse use = at.state().nonce(in.provider(), in.nonce());
        if (use != null) {
            return use.content().equals(at.hashes().ofPayout(in.payoutAddress(), in.payoutChainId()))
                    ? already(use.line())
                    : reject(RejectionReason.NONCE_REUSED);
        }
        if (at.head().clockMs() >= in.validBeforeMs()) {
            return reject(RejectionReason.AUTHORIZATION_EXPIRED);
        }
        return Accepted.of(new ProviderUpdated(in.payoutAddress(), in.payoutChainId(), in.nonce()));
    }

    private static Decision setTerms(ProviderDecisions at, ProviderTermsSet in) {
        if (!in.terms().isWellFormed()) {
            return reject(RejectionReason.INVALID_TERMS);
        }
        NonceUse use = at.state().nonce(in.provider(), in.nonce());
        if (use != null) {
            return use.content().equals(at.hashes().of(in.terms()))
                    ? already(use.line())
                    : reject(RejectionReason.NONCE_REUSED);
        }
        return at.head().clockMs() >= in.validBeforeMs()
                ? reject(RejectionReason.AUTHORIZATION_EXPIRED)
                : Accepted.of(new ProviderTermsUpdated(in.terms(), in.nonce()));
    }

    /** Closes the provider's window, and with it the months that end. */
    static Accepted closeWindow(ProviderDecisions at, long windowEndMs) {
        ProviderAccount account = at.account();
        long chainId = account.payoutChainId();
        List<Posting> postings = new ArrayList<>();
        List<ProviderMonth> ending = new ArrayList<>(1);
        var _ = account.month().after(account.window(), windowEndMs, ending::add);
        long minimumNanos = 0;
        for (ProviderMonth month : ending) {
            long missingNanos = month.missingNanos(at.head().parameters());
            if (missingNanos > 0) {
                at.funds().take(postings, chainId, missingNanos);
                postings.add(ProviderDecisions.system(AccountType.PLATFORM_FEES, chainId, missingNanos));
                minimumNanos = Math.addExact(minimumNanos, missingNanos);
            }
        }
        WindowClosed closed = new WindowClosed(
                windowEndMs,
                account.window(),
                account.balances().plus(account.provider(), postings).of(AccountType.PROVIDER_PAYABLE),
                account.payoutAddress(),
                chainId,
                minimumNanos);
        return new Accepted(List.of(closed), postings);
    }
}
