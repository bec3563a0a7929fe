package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RejectionReason;
import java.util.List;

/** The naive ledger of one partition of providers. */
public class OracleProviders {
    final Frame frame = new Frame();
    final ProviderState state = new ProviderState();
    private final OracleCharges charges = new OracleCharges(frame, state);
    private final OracleWindows windows = new OracleWindows(frame, state);
    private final OraclePayouts payouts = new OraclePayouts(frame, state);
    private final OracleMoves moves = new OracleMoves(frame, state);

    /**
     * Answers the next input.
     *
     * @throws io.fluxledger.rules.UnknownRulesVersionException when the input asks for other rules
     */
    public OracleAnswer answer(InputSource source, ProviderInput input) {
        frame.begin(source);
        state.toPayers.clear();
        List<OracleLine> lines = switch (input) {
            case ProviderInput.ClockTick _ -> List.of();
            case ProviderInput.WindowTick tick -> windows.close(tick);
            default -> List.of(line(source, input));
        };
        return new OracleAnswer(lines, List.of(), List.copyOf(state.toPayers));
    }

    /** Answers a record that cannot be read. */
    public OracleAnswer unreadable(InputSource source) {
        frame.begin(source);
        Refusal refusal = Refusal.because(RejectionReason.UNREADABLE);
        return new OracleAnswer(List.of(frame.refused(refusal, null)), List.of(), List.of());
    }

    private OracleLine line(InputSource source, ProviderInput input) {
        Address provider = input instanceof ProviderInput.OfProvider of ? of.provider() : null;
        try {
            if (provider != null) {
                frame.checkPlace(source, provider);
            }
            decide(input);
            return frame.accepted(provider);
        } catch (Refusal refusal) {
            return frame.refused(refusal, provider);
        }
    }

    private void decide(ProviderInput input) {
        switch (input) {
            case ProviderInput.UsageCharged it -> charges.charged(it);
            case ProviderInput.ProviderRegistered it -> payouts.registered(it);
            case ProviderInput.PayoutInstructed it -> payouts.instructed(it);
            case ProviderInput.PayoutConfirmed it -> payouts.confirmed(it);
            case ProviderInput.DisputeFiled it -> charges.filed(it);
            case ProviderInput.DisputeDecided it -> charges.decided(it);
            case ProviderInput.ProviderRefunded it -> charges.refunded(it);
            case ProviderInput.ProviderTermsSet it -> payouts.termsSet(it);
            case ProviderInput.PayoutRerouted it -> payouts.rerouted(it);
            case ProviderInput.TreasuryMoveConfirmed it -> moves.confirmed(it);
            case ProviderInput.ParametersActivated it -> frame.activate(it.parameters());
            case ProviderInput.InputQuarantined _ -> frame.visit("quarantine named");
            case ProviderInput.WindowTick _, ProviderInput.ClockTick _ ->
                throw new IllegalStateException("a tick has lines of its own");
        }
    }
}
