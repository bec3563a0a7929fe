package io.fluxledger.rules;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.ParametersSet;
import io.fluxledger.rules.PayerInput.CreditsDeposited;
import io.fluxledger.rules.PayerInput.DepositFailed;
import io.fluxledger.rules.PayerInput.DepositRequested;
import io.fluxledger.rules.PayerInput.EscrowConfirmed;
import io.fluxledger.rules.PayerInput.EscrowFailed;
import io.fluxledger.rules.PayerInput.IntentLocked;
import io.fluxledger.rules.PayerInput.OfPayer;
import io.fluxledger.rules.PayerInput.ParametersActivated;
import io.fluxledger.rules.PayerInput.RefundRequested;
import io.fluxledger.rules.PayerInput.SettlementRequested;
import io.fluxledger.rules.PayerInput.UsageReceipt;
import io.fluxledger.rules.PayerInput.WithdrawalConfirmed;
import io.fluxledger.rules.PayerInput.WithdrawalRequested;
import java.util.List;

/** Decides inputs of the payers' fold. Reads state, changes nothing. */
final class PayerRules {
    private PayerRules() {}

    static Decision decide(PayerDecisions at, OfPayer input) {
        return switch (input) {
            case IntentLocked in -> IntentRules.decide(at, in);
            case UsageReceipt in -> IntentRules.decide(at, in);
            case SettlementRequested in -> IntentRules.decide(at, in);
            case RefundRequested in -> IntentRules.decide(at, in);
            case DepositRequested in -> DepositRules.decide(at, in);
            case CreditsDeposited in -> DepositRules.decide(at, in);
            case DepositFailed in -> DepositRules.decide(at, in);
            case WithdrawalRequested in -> WithdrawalRules.decide(at, in);
            case WithdrawalConfirmed in -> WithdrawalRules.decide(at, in);
            case EscrowConfirmed in -> EscrowRules.decide(at, in);
            case EscrowFailed in -> EscrowRules.decide(at, in);
        };
    }

    static Decision decide(ParametersActivated in) {
        return decide(in.parameters());
    }

    static Decision decide(Parameters parameters) {
        if (parameters.rulesVersion() != Parameters.RULES_VERSION) {
            throw new UnknownRulesVersionException(parameters.rulesVersion());
        }
        boolean fine = parameters.providerFeePpm() >= 0
                && parameters.providerFeePpm() <= 1_000_000
                && parameters.monthlyMinimumFeeNanos() >= 0
                && parameters.monthlyMinimumVolumeNanos() >= 0
                && parameters.sweepLimit() > 0
                && parameters.maxIntentLifeMs() > 0
                && parameters.retentionMs() >= parameters.maxIntentLifeMs();
        return fine
                ? new Accepted(List.of(new ParametersSet(parameters)), List.of())
                : new Decision.Rejected(RejectionReason.INVALID_AMOUNT);
    }
}
