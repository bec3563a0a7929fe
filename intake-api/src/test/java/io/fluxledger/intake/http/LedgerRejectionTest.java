package io.fluxledger.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.RejectionReason;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerRejectionTest {
    /** Clients rely on each line. */
    private static final String STATUSES = """
            500 UNREADABLE UNEXPECTED_INPUT KEY_MISMATCH WRONG_PARTITION QUARANTINED
            422 INVALID_ID INVALID_AMOUNT INVALID_USAGE UNSUPPORTED_MODE INVALID_DRAW AUTHORIZATION_EXPIRED
            422 WRONG_PAYOUT_CHAIN DISPUTE_NOT_SUPPORTED DISPUTE_EXCEEDS_CAPTURE DEADLINE_TOO_FAR USAGE_EXCEEDS_LOCK OVERFLOW
            422 INVALID_SESSION INVALID_TERMS
            404 UNKNOWN_DEPOSIT UNKNOWN_INTENT UNKNOWN_WITHDRAWAL UNKNOWN_PAYOUT UNKNOWN_DISPUTE UNKNOWN_PROVIDER UNKNOWN_ACCOUNT
            404 UNKNOWN_SESSION UNKNOWN_MOVE
            409 DEPOSIT_WITH_DIFFERENT_CONTENT DEPOSIT_ALREADY_CREDITED INTENT_WITH_DIFFERENT_CONTENT
            409 RECEIPT_WITH_DIFFERENT_CONTENT WITHDRAWAL_WITH_DIFFERENT_CONTENT PAYOUT_WITH_DIFFERENT_CONTENT
            409 DISPUTE_WITH_DIFFERENT_CONTENT NONCE_REUSED INTENT_ALREADY_CLOSED WITHDRAWAL_ALREADY_CLOSED
            409 PAYOUT_ALREADY_CLOSED DISPUTE_ALREADY_CLOSED INTENT_NOT_SETTLED ESCROW_STEP_OUT_OF_ORDER INTENT_NOT_LOCKED
            409 SESSION_WITH_DIFFERENT_CONTENT TOO_MANY_SESSIONS
            409 MOVE_WITH_DIFFERENT_CONTENT MOVE_ALREADY_CLOSED INTENT_HELD
            409 TOO_MANY_RECEIPTS NOTHING_USED INSUFFICIENT_PAYABLE WINDOW_NOT_ENDED
            403 ACCOUNT_FROZEN WRONG_PROVIDER SESSION_REVOKED SESSION_SCOPE SETTLED_BY_GATEWAY
            410 DEADLINE_PASSED SESSION_EXPIRED
            402 INSUFFICIENT_CREDITS SESSION_LIMIT_EXCEEDED
            """;

    @Test
    void namesAreThoseOfTheFold() {
        assertThat(Arrays.stream(LedgerRejection.values()).map(Enum::name))
                .containsExactlyElementsOf(
                        Arrays.stream(RejectionReason.values()).map(Enum::name).toList());
    }

    /** Every reason of the fold is in the table once, and nothing else is. */
    @Test
    void everyReasonHasItsStatus() {
        List<String> expected = STATUSES.lines()
                .flatMap(line -> Arrays.stream(line.split(" ")).skip(1).map(name -> name + " " + line.substring(0, 3)))
                .sorted()
                .toList();
        assertThat(Arrays.stream(RejectionReason.values())
                        .map(reason -> reason + " "
                                + LedgerRejection.valueOf(reason.name()).status())
                        .sorted())
                .containsExactlyElementsOf(expected);
    }

    @Test
    void conflictsOfContent() {
        assertThat(Arrays.stream(LedgerRejection.values())
                        .filter(LedgerRejection::isConflictOfContent)
                        .map(Enum::name))
                .containsExactly(
                        "DEPOSIT_WITH_DIFFERENT_CONTENT",
                        "INTENT_WITH_DIFFERENT_CONTENT",
                        "RECEIPT_WITH_DIFFERENT_CONTENT",
                        "WITHDRAWAL_WITH_DIFFERENT_CONTENT",
                        "PAYOUT_WITH_DIFFERENT_CONTENT",
                        "DISPUTE_WITH_DIFFERENT_CONTENT",
                        "SESSION_WITH_DIFFERENT_CONTENT",
                        "MOVE_WITH_DIFFERENT_CONTENT",
                        "NONCE_REUSED");
    }
}
