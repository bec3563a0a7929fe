package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RejectionReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each input type met each outcome or reason. */
public final class Coverage {
    private static final String OUTCOMES = """
            DepositRequested ACCEPTED ALREADY_APPLIED INVALID_AMOUNT DEPOSIT_WITH_DIFFERENT_CONTENT AUTHORIZATION_EXPIRED
            DepositSeen ACCEPTED ALREADY_APPLIED INVALID_AMOUNT DEPOSIT_WITH_DIFFERENT_CONTENT
            CreditsDeposited ACCEPTED ALREADY_APPLIED INVALID_AMOUNT DEPOSIT_WITH_DIFFERENT_CONTENT OVERFLOW
            DepositFailed ACCEPTED ALREADY_APPLIED UNKNOWN_DEPOSIT DEPOSIT_ALREADY_CREDITED UNEXPECTED_INPUT
            TransferUnmatched ACCEPTED ALREADY_APPLIED INVALID_AMOUNT DEPOSIT_WITH_DIFFERENT_CONTENT
            SuspenseResolved ACCEPTED ALREADY_APPLIED UNKNOWN_DEPOSIT DEPOSIT_ALREADY_CREDITED UNEXPECTED_INPUT OVERFLOW
            DepositRevoked ACCEPTED ALREADY_APPLIED UNKNOWN_DEPOSIT UNEXPECTED_INPUT
            IntentLocked ACCEPTED ALREADY_APPLIED INVALID_ID INVALID_AMOUNT UNSUPPORTED_MODE INVALID_DRAW
            IntentLocked INTENT_WITH_DIFFERENT_CONTENT NONCE_REUSED UNKNOWN_ACCOUNT ACCOUNT_FROZEN DEADLINE_PASSED
            IntentLocked DEADLINE_TOO_FAR INSUFFICIENT_CREDITS UNKNOWN_SESSION SESSION_REVOKED SESSION_EXPIRED
            IntentLocked SESSION_SCOPE SESSION_LIMIT_EXCEEDED
            SessionGranted ACCEPTED ALREADY_APPLIED INVALID_AMOUNT INVALID_SESSION SESSION_WITH_DIFFERENT_CONTENT
            SessionGranted NONCE_REUSED UNKNOWN_ACCOUNT SESSION_EXPIRED DEADLINE_TOO_FAR TOO_MANY_SESSIONS
            SessionRevoked ACCEPTED ALREADY_APPLIED UNKNOWN_SESSION
            UsageReceipt ACCEPTED ALREADY_APPLIED INVALID_AMOUNT INVALID_USAGE UNKNOWN_INTENT WRONG_PROVIDER
            UsageReceipt RECEIPT_WITH_DIFFERENT_CONTENT WRONG_PAYOUT_CHAIN INTENT_ALREADY_CLOSED INTENT_NOT_LOCKED
            UsageReceipt DEADLINE_PASSED TOO_MANY_RECEIPTS USAGE_EXCEEDS_LOCK
            SettlementRequested ACCEPTED ALREADY_APPLIED UNKNOWN_INTENT WRONG_PROVIDER NONCE_REUSED
            SettlementRequested INTENT_ALREADY_CLOSED INTENT_NOT_LOCKED DEADLINE_PASSED NOTHING_USED
            SettlementRequested INVALID_AMOUNT SETTLED_BY_GATEWAY INTENT_HELD UNSUPPORTED_MODE USAGE_EXCEEDS_LOCK
            IntentHeld ACCEPTED ALREADY_APPLIED UNKNOWN_INTENT WRONG_PROVIDER INTENT_ALREADY_CLOSED UNSUPPORTED_MODE
            IntentHeld DEADLINE_PASSED
            IntentReleased ACCEPTED ALREADY_APPLIED UNKNOWN_INTENT WRONG_PROVIDER INTENT_ALREADY_CLOSED UNSUPPORTED_MODE
            RefundChainPreferred ACCEPTED ALREADY_APPLIED INVALID_TERMS UNKNOWN_ACCOUNT NONCE_REUSED DEADLINE_TOO_FAR
            RefundRequested ACCEPTED ALREADY_APPLIED UNKNOWN_INTENT WRONG_PROVIDER NONCE_REUSED INTENT_ALREADY_CLOSED
            RefundRequested DEADLINE_PASSED
            EscrowConfirmed ACCEPTED ALREADY_APPLIED INVALID_AMOUNT UNKNOWN_INTENT UNEXPECTED_INPUT
            EscrowConfirmed ESCROW_STEP_OUT_OF_ORDER OVERFLOW
            EscrowFailed ACCEPTED ALREADY_APPLIED UNKNOWN_INTENT UNEXPECTED_INPUT ESCROW_STEP_OUT_OF_ORDER
            EscrowRevoked ACCEPTED UNKNOWN_INTENT UNEXPECTED_INPUT ESCROW_STEP_OUT_OF_ORDER
            WithdrawalRequested ACCEPTED ALREADY_APPLIED INVALID_ID INVALID_AMOUNT WITHDRAWAL_WITH_DIFFERENT_CONTENT
            WithdrawalRequested NONCE_REUSED AUTHORIZATION_EXPIRED UNKNOWN_ACCOUNT ACCOUNT_FROZEN INSUFFICIENT_CREDITS
            WithdrawalConfirmed ACCEPTED ALREADY_APPLIED UNKNOWN_WITHDRAWAL UNEXPECTED_INPUT WITHDRAWAL_ALREADY_CLOSED
            DisputeRaised ACCEPTED ALREADY_APPLIED INVALID_AMOUNT DISPUTE_WITH_DIFFERENT_CONTENT NONCE_REUSED
            DisputeRaised UNKNOWN_INTENT WRONG_PROVIDER INTENT_NOT_SETTLED DISPUTE_NOT_SUPPORTED DISPUTE_EXCEEDS_CAPTURE
            ProviderRefundReceived ACCEPTED ALREADY_APPLIED INVALID_AMOUNT OVERFLOW
            HoldPlaced ACCEPTED ALREADY_APPLIED
            HoldReleased ACCEPTED ALREADY_APPLIED
            ParametersActivated ACCEPTED ALREADY_APPLIED INVALID_AMOUNT
            ClockTick ACCEPTED
            InputQuarantined ACCEPTED
            UNREADABLE UNREADABLE
            UsageCharged ACCEPTED ALREADY_APPLIED INVALID_AMOUNT OVERFLOW
            ProviderRegistered ACCEPTED ALREADY_APPLIED NONCE_REUSED AUTHORIZATION_EXPIRED
            ProviderTermsSet ACCEPTED ALREADY_APPLIED INVALID_TERMS NONCE_REUSED AUTHORIZATION_EXPIRED
            PayoutRerouted ACCEPTED ALREADY_APPLIED UNKNOWN_PAYOUT PAYOUT_ALREADY_CLOSED UNEXPECTED_INPUT
            PayoutRerouted WRONG_PAYOUT_CHAIN
            TreasuryMoveConfirmed ACCEPTED ALREADY_APPLIED INVALID_ID INVALID_AMOUNT UNEXPECTED_INPUT
            TreasuryMoveConfirmed MOVE_WITH_DIFFERENT_CONTENT UNKNOWN_MOVE MOVE_ALREADY_CLOSED
            WindowTick ACCEPTED ALREADY_APPLIED WINDOW_NOT_ENDED
            PayoutInstructed ACCEPTED ALREADY_APPLIED INVALID_AMOUNT PAYOUT_WITH_DIFFERENT_CONTENT UNKNOWN_PROVIDER
            PayoutInstructed INSUFFICIENT_PAYABLE
            PayoutConfirmed ACCEPTED ALREADY_APPLIED UNKNOWN_PAYOUT UNEXPECTED_INPUT PAYOUT_ALREADY_CLOSED
            DisputeFiled ACCEPTED ALREADY_APPLIED
            DisputeDecided ACCEPTED ALREADY_APPLIED UNKNOWN_DISPUTE INVALID_AMOUNT DISPUTE_ALREADY_CLOSED
            ProviderRefunded ACCEPTED ALREADY_APPLIED INVALID_AMOUNT NONCE_REUSED UNKNOWN_PROVIDER INSUFFICIENT_PAYABLE
            """;

    private static final List<String> WAYS = List.of(
            "PAYER debt",
            "PAYER debt repaid",
            "PAYER debt repaid on another chain",
            "PAYER taken on another chain",
            "PROVIDER debt",
            "PROVIDER debt repaid",
            "PROVIDER debt repaid on another chain",
            "PROVIDER taken on another chain",
            "forgotten CREDITS",
            "forgotten ESCROW",
            "forgotten session",
            "session held by its intent",
            "session settled",
            "sweep limited",
            "due and held",
            "held beyond the deadline",
            "paused beyond the deadline",
            "held again",
            "pause ended",
            "pause used up",
            "expired in its own hold",
            "given back on another chain",
            "route cost",
            "route cost of many draws",
            "onward capture",
            "onward capture revoked",
            "onward paid at once",
            "onward credited",
            "captured again",
            "older month",
            "month's minimum",
            "month without minimum",
            "upheld beyond the reserve",
            "instant payout",
            "payout from another chain",
            "payout with terms",
            "rerouted",
            "rerouted back",
            "final where it was rerouted to",
            "move unknown to SENT",
            "move SENT to RECEIVED",
            "move SENT to RETURNED",
            "move SENT to REVOKED",
            "move RECEIVED to SENT",
            "move RETURNED to SENT",
            "move REVOKED to SENT",
            "deposit RETURNED to REVOKED");

    private static final List<String> REQUIRED = required();

    private static List<String> required() {
        List<String> required = new ArrayList<>();
        for (String line : OUTCOMES.lines().toList()) {
            String[] words = line.strip().split(" ", -1);
            for (int i = 1; i < words.length; i++) {
                required.add(words[0] + " " + words[i]);
            }
        }
        for (Class<?> type : List.of(PayerInput.OfPayer.class, ProviderInput.OfProvider.class)) {
            for (Class<?> input : type.getPermittedSubclasses()) {
                required.add(input.getSimpleName() + " " + RejectionReason.KEY_MISMATCH);
                required.add(input.getSimpleName() + " " + RejectionReason.WRONG_PARTITION);
            }
        }
        WAYS.forEach(way -> required.add("way: " + way));
        return List.copyOf(required);
    }

    private final Map<String, Long> counts = new TreeMap<>();

    void count(Iterable<JournalLine> lines) {
        for (JournalLine line : lines) {
            String what = line.reason() == null
                    ? line.outcome().name()
                    : line.reason().name();
            counts.merge(line.inputType() + " " + what, 1L, Long::sum);
        }
    }

    /** Adds what the oracle's frame has noted of its ways. */
    void addVisits(Map<String, Long> visits) {
        visits.forEach((what, count) -> counts.merge("way: " + what, count, Long::sum));
    }

    /** What RULES.md names and never occurred. */
    public List<String> missing() {
        return REQUIRED.stream().filter(what -> !counts.containsKey(what)).toList();
    }

    /** Counts by way and by {@code InputType OUTCOME_OR_REASON}. */
    public Map<String, Long> counts() {
        return Map.copyOf(counts);
    }
}
