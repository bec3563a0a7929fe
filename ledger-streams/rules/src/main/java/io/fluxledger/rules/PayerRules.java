package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.HoldChanged;
import io.fluxledger.rules.LedgerEntry.InputSetAside;
import io.fluxledger.rules.LedgerEntry.ParametersSet;
import io.fluxledger.rules.LedgerEntry.RefundChainSet;
import io.fluxledger.rules.PayerInput.CreditsDeposited;
import io.fluxledger.rules.PayerInput.DepositFailed;
import io.fluxledger.rules.PayerInput.DepositRequested;
import io.fluxledger.rules.PayerInput.DepositRevoked;
import io.fluxledger.rules.PayerInput.DepositSeen;
import io.fluxledger.rules.PayerInput.DisputeRaised;
import io.fluxledger.rules.PayerInput.EscrowConfirmed;
import io.fluxledger.rules.PayerInput.EscrowFailed;
import io.fluxledger.rules.PayerInput.EscrowRevoked;
import io.fluxledger.rules.PayerInput.HoldPlaced;
import io.fluxledger.rules.PayerInput.HoldReleased;
import io.fluxledger.rules.PayerInput.IntentHeld;
import io.fluxledger.rules.PayerInput.IntentLocked;
import io.fluxledger.rules.PayerInput.IntentReleased;
import io.fluxledger.rules.PayerInput.OfPayer;
import io.fluxledger.rules.PayerInput.ProviderRefundReceived;
import io.fluxledger.rules.PayerInput.RefundChainPreferred;
import io.fluxledger.rules.PayerInput.RefundRequested;
import io.fluxledger.rules.PayerInput.SessionGranted;
import io.fluxledger.rules.PayerInput.SessionRevoked;
import io.fluxledger.rules.PayerInput.SettlementRequested;
import io.fluxledger.rules.PayerInput.SuspenseResolved;
import io.fluxledger.rules.PayerInput.TransferUnmatched;
import io.fluxledger.rules.PayerInput.UsageReceipt;
import io.fluxledger.rules.PayerInput.WithdrawalConfirmed;
import io.fluxledger.rules.PayerInput.WithdrawalRequested;
import java.util.List;

/** Decides inputs of the payers' fold. Reads state, changes nothing. */
final class PayerRules {
    private static final long LONGEST_MS = 3_650L * 86_400_000L;
    private static final long HIGHEST_FEE_NANOS = 1_000_000_000_000_000_000L;

    private PayerRules() {}

    static Decision decide(PayerDecisions at, OfPayer input) {
        return switch (input) {
            case IntentLocked in -> IntentRules.decide(at, in);
            case UsageReceipt in -> IntentRules.decide(at, in);
            case SettlementRequested in -> ClosingRules.decide(at, in);
            case RefundRequested in -> ClosingRules.decide(at, in);
            case DepositRequested in -> DepositRules.decide(at, in);
            case DepositSeen in -> DepositRules.decide(at, in);
            case CreditsDeposited in -> DepositRules.decide(at, in);
            case DepositFailed in -> DepositRules.decide(at, in);
            case DepositRevoked in -> DepositRules.decide(at, in);
            case TransferUnmatched in -> DepositRules.decide(at, in);
            case SuspenseResolved in -> DepositRules.decide(at, in);
            case WithdrawalRequested in -> WithdrawalRules.decide(at, in);
            case WithdrawalConfirmed in -> WithdrawalRules.decide(at, in);
            case EscrowConfirmed in -> EscrowRules.decide(at, in);
            case EscrowFailed in -> EscrowRules.decide(at, in);
            case EscrowRevoked in -> EscrowRules.decide(at, in);
            case DisputeRaised in -> DisputeRules.decide(at, in);
            case ProviderRefundReceived in -> DisputeRules.decide(at, in);
            case SessionGranted in -> SessionRules.decide(at, in);
            case SessionRevoked in -> SessionRules.decide(at, in);
            case IntentHeld in -> IntentHoldRules.decide(at, in);
            case IntentReleased in -> IntentHoldRules.decide(at, in);
            case RefundChainPreferred in -> preferChain(at, in);
        };
    }

    private static Decision preferChain(PayerDecisions at, RefundChainPreferred in) {
        if (in.chainId() < 0) {
            return reject(RejectionReason.INVALID_TERMS);
        }
        PayerAccount account = at.account();
        if (account == null) {
            return reject(RejectionReason.UNKNOWN_ACCOUNT);
        }
        if (in.issuedAtMs() == account.refundChainIssuedMs() && in.chainId() == account.refundChainId()) {
            return already(0);
        }
        if (in.issuedAtMs() <= account.refundChainIssuedMs()) {
            return reject(RejectionReason.NONCE_REUSED);
        }
        return in.issuedAtMs() - at.clockMs() > at.parameters().maxIntentLifeMs()
                ? reject(RejectionReason.DEADLINE_TOO_FAR)
                : Accepted.of(new RefundChainSet(in.chainId(), in.issuedAtMs()));
    }

    static Decision decide(PartitionHead head, HoldPlaced in) {
        Hold hold = head.hold(in.chainId());
        return hold.isPlaced()
                ? already(hold.line())
                : Accepted.of(new HoldChanged(in.chainId(), true, hold.heldMs(), in.reason()));
    }

    static Decision decide(PartitionHead head, HoldReleased in) {
        Hold hold = head.hold(in.chainId());
        return hold.isPlaced()
                ? Accepted.of(new HoldChanged(in.chainId(), false, hold.heldMs(head.clockMs()), "RELEASED"))
                : already(0);
    }

    static Decision decide(InputId quarantined, String reason) {
        return Accepted.of(new InputSetAside(quarantined, reason));
    }

    /** @throws UnknownRulesVersionException when they ask for rules of another build */
    static Decision decide(PartitionHead head, Parameters parameters) {
        if (parameters.rulesVersion() != Parameters.RULES_VERSION) {
            throw new UnknownRulesVersionException(parameters.rulesVersion());
        }
        boolean fine = parameters.providerFeePpm() >= 0
                && parameters.providerFeePpm() <= 1_000_000
                && parameters.monthlyMinimumFeeNanos() >= 0
                && parameters.monthlyMinimumFeeNanos() <= HIGHEST_FEE_NANOS
                && parameters.monthlyMinimumVolumeNanos() >= 0
                && parameters.sweepLimit() > 0
                && parameters.maxIntentLifeMs() > 0
                && parameters.retentionMs() <= LONGEST_MS
                && parameters.retentionMs() >= parameters.maxIntentLifeMs();
        if (!fine) {
            return new Decision.Rejected(RejectionReason.INVALID_AMOUNT);
        }
        return parameters.equals(head.parameters())
                ? already(0)
                : new Accepted(List.of(new ParametersSet(parameters)), List.of());
    }
}
