package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;

/** Moves a step in time, with the deadlines that it names. */
final class Times {
    private Times() {}

    static Step moved(Step step, long byMs) {
        Step later = step.at(step.clockMs() + byMs);
        return switch (later) {
            case Step.Payers it
            when it.input() instanceof PayerInput.IntentLocked lock ->
                new Step.Payers(it.clockMs(), it.key(), moved(lock, "deadlineMs", byMs));
            case Step.Payers it
            when it.input() instanceof PayerInput.WithdrawalRequested request ->
                new Step.Payers(it.clockMs(), it.key(), moved(request, "validBeforeMs", byMs));
            case Step.Payers it
            when it.input() instanceof PayerInput.SessionGranted grant ->
                new Step.Payers(it.clockMs(), it.key(), moved(grant, "expiresMs", byMs));
            case Step.Payers it
            when it.input() instanceof PayerInput.RefundChainPreferred preferred ->
                new Step.Payers(it.clockMs(), it.key(), moved(preferred, "issuedAtMs", byMs));
            case Step.Providers it
            when it.input() instanceof ProviderInput.ProviderTermsSet terms ->
                new Step.Providers(it.clockMs(), it.key(), moved(terms, "validBeforeMs", byMs));
            case Step.Providers it
            when it.input() instanceof ProviderInput.ProviderRegistered registered ->
                new Step.Providers(it.clockMs(), it.key(), moved(registered, "validBeforeMs", byMs));
            default -> later;
        };
    }

    private static <T extends Record> T moved(T record, String field, long byMs) {
        var components = Records.components(record);
        for (int i = 0; i < components.length; i++) {
            if (components[i].getName().equals(field) && Records.get(record, components[i]) instanceof Long time) {
                return Records.with(record, i, time + byMs);
            }
        }
        throw new IllegalStateException(record + " has no " + field);
    }
}
