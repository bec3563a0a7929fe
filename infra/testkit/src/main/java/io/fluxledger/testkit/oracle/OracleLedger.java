package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.RejectionReason;
import java.util.List;

/** The naive ledger of one partition of payers. */
public class OracleLedger {
    final Frame frame = new Frame();
    final PayerState state = new PayerState();
    private final OracleSessions sessions = new OracleSessions(frame, state);
    private final OracleDeadlines deadlines = new OracleDeadlines(frame, state);
    private final OracleIntents intents = new OracleIntents(frame, state, sessions, deadlines);
    private final OracleClosings closings = new OracleClosings(frame, state, sessions, deadlines);
    private final OracleEscrow escrow = new OracleEscrow(frame, state, intents, closings);
    private final OracleDeposits deposits = new OracleDeposits(frame, state);
    private final OracleWithdrawals withdrawals = new OracleWithdrawals(frame, state, intents);

    /**
     * Answers the next input.
     *
     * @throws io.fluxledger.rules.UnknownRulesVersionException when the input asks for other rules
     */
    public OracleAnswer answer(InputSource source, PayerInput input) {
        frame.begin(source);
        state.toProviders.clear();
        List<OracleLine> lines = input instanceof PayerInput.ClockTick ? closings.tick() : List.of(line(source, input));
        return new OracleAnswer(lines, List.copyOf(state.toProviders), List.of());
    }

    /** Answers a record that cannot be read. */
    public OracleAnswer unreadable(InputSource source) {
        frame.begin(source);
        Refusal refusal = Refusal.because(RejectionReason.UNREADABLE);
        return new OracleAnswer(List.of(frame.refused(refusal, null)), List.of(), List.of());
    }

    private OracleLine line(InputSource source, PayerInput input) {
        Address payer = input instanceof PayerInput.OfPayer of ? of.payer() : null;
        try {
            if (payer != null) {
                frame.checkPlace(source, payer);
            }
            decide(input);
            return frame.accepted(payer);
        } catch (Refusal refusal) {
            return frame.refused(refusal, payer);
        }
    }

    private void decide(PayerInput input) {
        switch (input) {
            case PayerInput.DepositRequested it -> deposits.requested(it);
            case PayerInput.DepositSeen it -> deposits.seen(it);
            case PayerInput.CreditsDeposited it -> deposits.credited(it);
            case PayerInput.DepositFailed it -> deposits.failed(it);
            case PayerInput.DepositRevoked it -> deposits.revoked(it);
            case PayerInput.TransferUnmatched it -> deposits.unmatched(it);
            case PayerInput.SuspenseResolved it -> deposits.resolved(it);
            case PayerInput.IntentLocked it -> intents.lock(it);
            case PayerInput.UsageReceipt it -> intents.receipt(it);
            case PayerInput.SettlementRequested it -> closings.settle(it, intents);
            case PayerInput.RefundRequested it -> closings.refund(it, intents);
            case PayerInput.IntentHeld it -> deadlines.hold(it, intents.known(it.payer(), it.intentId()));
            case PayerInput.IntentReleased it -> deadlines.release(it, intents.known(it.payer(), it.intentId()));
            case PayerInput.RefundChainPreferred it -> closings.prefer(it);
            case PayerInput.WithdrawalRequested it -> withdrawals.requested(it);
            case PayerInput.WithdrawalConfirmed it -> withdrawals.confirmed(it);
            case PayerInput.EscrowConfirmed it -> escrow.confirmed(it);
            case PayerInput.EscrowFailed it -> escrow.failed(it);
            case PayerInput.EscrowRevoked it -> escrow.revoked(it);
            case PayerInput.DisputeRaised it -> withdrawals.disputed(it);
            case PayerInput.ProviderRefundReceived it -> withdrawals.refundReceived(it);
            case PayerInput.SessionGranted it -> sessions.granted(it, intents);
            case PayerInput.SessionRevoked it -> sessions.revoked(it);
            case PayerInput.HoldPlaced it -> deadlines.placeHold(it);
            case PayerInput.HoldReleased it -> deadlines.releaseHold(it);
            case PayerInput.ParametersActivated it -> frame.activate(it.parameters());
            case PayerInput.InputQuarantined _ -> frame.visit("quarantine named");
            case PayerInput.ClockTick _ -> throw new IllegalStateException("a tick has no line of its own");
        }
    }
}
