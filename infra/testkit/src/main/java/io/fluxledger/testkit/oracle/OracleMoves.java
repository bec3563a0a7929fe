package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;
import java.util.List;

/** Section 7 of the rules: money on its way between treasuries. */
final class OracleMoves {
    private final Frame frame;
    private final ProviderState state;

    OracleMoves(Frame frame, ProviderState state) {
        this.frame = frame;
        this.state = state;
    }

    void confirmed(ProviderInput.TreasuryMoveConfirmed input) {
        OracleIntents.checkId(input.moveId());
        BigInteger received = BigInteger.valueOf(input.sentMicros()).subtract(BigInteger.valueOf(input.feeMicros()));
        boolean fits = Frame.wholePositiveMicros(input.sentMicros()) && input.feeMicros() >= 0 && received.signum() > 0;
        Refusal.when(!fits, RejectionReason.INVALID_AMOUNT);
        Refusal.when(input.fromChainId() == input.toChainId(), RejectionReason.UNEXPECTED_INPUT);
        ProviderState.Id id = new ProviderState.Id(input.provider(), input.moveId());
        ProviderState.Move move = state.moves.get(id);
        if (move != null && move.status != ProviderState.MoveStatus.REVOKED) {
            Refusal.when(!content(move.sent).equals(content(input)), RejectionReason.MOVE_WITH_DIFFERENT_CONTENT);
        }
        ProviderState.MoveStatus next = move == null ? first(input) : next(input, move);
        frame.commit();
        frame.visit("move " + (move == null ? "unknown" : move.status) + " to " + next);
        state.moves.put(id, new ProviderState.Move(input, next, frame.line()));
        frame.says(
                "TreasuryMoved",
                input.moveId(),
                input.status(),
                input.fromChainId(),
                input.toChainId(),
                input.sentMicros(),
                input.feeMicros());
    }

    private static List<Object> content(ProviderInput.TreasuryMoveConfirmed input) {
        return List.of(input.fromChainId(), input.toChainId(), input.sentMicros(), input.feeMicros());
    }

    private ProviderState.MoveStatus first(ProviderInput.TreasuryMoveConfirmed input) {
        return switch (input.status()) {
            case SUBMITTED -> left(input, 1);
            case FINAL, RETURNED, REVOKED -> throw Refusal.because(RejectionReason.UNKNOWN_MOVE);
        };
    }

    private ProviderState.MoveStatus next(ProviderInput.TreasuryMoveConfirmed input, ProviderState.Move move) {
        return switch (input.status()) {
            case SUBMITTED -> {
                Refusal.alreadyWhen(move.status != ProviderState.MoveStatus.REVOKED, move.line);
                yield left(input, 1);
            }
            case FINAL ->
                switch (move.status) {
                    case SENT -> arrived(input, 1);
                    case RECEIVED -> throw Refusal.already(move.line);
                    case RETURNED, REVOKED -> throw Refusal.because(RejectionReason.MOVE_ALREADY_CLOSED);
                };
            case RETURNED ->
                switch (move.status) {
                    case SENT -> givenBack(input, 1);
                    case RETURNED -> throw Refusal.already(move.line);
                    case RECEIVED, REVOKED -> throw Refusal.because(RejectionReason.MOVE_ALREADY_CLOSED);
                };
            case REVOKED ->
                switch (move.status) {
                    case SENT -> left(input, -1);
                    case RECEIVED -> arrived(input, -1);
                    case RETURNED -> givenBack(input, -1);
                    case REVOKED -> throw Refusal.already(move.line);
                };
        };
    }

    private static long receivedNanos(ProviderInput.TreasuryMoveConfirmed input) {
        return (input.sentMicros() - input.feeMicros()) * 1000;
    }

    private ProviderState.MoveStatus left(ProviderInput.TreasuryMoveConfirmed input, int sign) {
        long from = input.fromChainId();
        frame.post(AccountType.TREASURY, null, from, sign * input.sentMicros() * 1000);
        frame.post(AccountType.IN_BRIDGE, null, from, -sign * receivedNanos(input));
        frame.post(AccountType.CHAIN_COSTS, null, from, -sign * input.feeMicros() * 1000);
        return sign > 0 ? ProviderState.MoveStatus.SENT : ProviderState.MoveStatus.REVOKED;
    }

    private ProviderState.MoveStatus arrived(ProviderInput.TreasuryMoveConfirmed input, int sign) {
        long amount = sign * receivedNanos(input);
        frame.post(AccountType.IN_BRIDGE, null, input.fromChainId(), amount);
        frame.post(AccountType.TRANSIT, null, input.fromChainId(), -amount);
        frame.post(AccountType.TRANSIT, null, input.toChainId(), amount);
        frame.post(AccountType.TREASURY, null, input.toChainId(), -amount);
        return sign > 0 ? ProviderState.MoveStatus.RECEIVED : ProviderState.MoveStatus.SENT;
    }

    private ProviderState.MoveStatus givenBack(ProviderInput.TreasuryMoveConfirmed input, int sign) {
        long amount = sign * receivedNanos(input);
        frame.post(AccountType.IN_BRIDGE, null, input.fromChainId(), amount);
        frame.post(AccountType.TREASURY, null, input.fromChainId(), -amount);
        return sign > 0 ? ProviderState.MoveStatus.RETURNED : ProviderState.MoveStatus.SENT;
    }
}
