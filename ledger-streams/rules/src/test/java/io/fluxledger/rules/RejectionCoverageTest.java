package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every reason for a rejection stands in a table with an input that meets it. */
class RejectionCoverageTest {
    /** What the providers' fold may answer. */
    private static final List<RejectionReason> PROVIDERS = List.of(
            RejectionReason.UNREADABLE,
            RejectionReason.UNEXPECTED_INPUT,
            RejectionReason.KEY_MISMATCH,
            RejectionReason.WRONG_PARTITION,
            RejectionReason.INVALID_ID,
            RejectionReason.INVALID_AMOUNT,
            RejectionReason.INVALID_TERMS,
            RejectionReason.MOVE_WITH_DIFFERENT_CONTENT,
            RejectionReason.UNKNOWN_MOVE,
            RejectionReason.MOVE_ALREADY_CLOSED,
            RejectionReason.WRONG_PAYOUT_CHAIN,
            RejectionReason.PAYOUT_WITH_DIFFERENT_CONTENT,
            RejectionReason.NONCE_REUSED,
            RejectionReason.AUTHORIZATION_EXPIRED,
            RejectionReason.UNKNOWN_PAYOUT,
            RejectionReason.UNKNOWN_DISPUTE,
            RejectionReason.UNKNOWN_PROVIDER,
            RejectionReason.PAYOUT_ALREADY_CLOSED,
            RejectionReason.DISPUTE_ALREADY_CLOSED,
            RejectionReason.INSUFFICIENT_PAYABLE,
            RejectionReason.WINDOW_NOT_ENDED,
            RejectionReason.OVERFLOW,
            RejectionReason.QUARANTINED);

    @Test
    void everyReasonIsCovered() {
        assertThat(outcomes(Stream.concat(payers(), providers())))
                .containsAll(names(List.of(RejectionReason.values())));
    }

    @Test
    void everyReasonOfTheProvidersFoldIsCoveredThere() {
        List<String> outcomes = outcomes(providers());
        assertThat(outcomes).containsAll(names(PROVIDERS));
        assertThat(Arrays.stream(RejectionReason.values())
                        .filter(r -> !PROVIDERS.contains(r))
                        .map(Enum::name))
                .doesNotContainAnyElementsOf(outcomes);
    }

    private static Stream<String> payers() {
        return Stream.of(
                        PayerFoldTest.TABLES,
                        PayerSessionTest.TABLES,
                        PayerHoldTest.TABLES,
                        List.of(PayerAftermathTest.QUARANTINE))
                .flatMap(List::stream);
    }

    private static Stream<String> providers() {
        return Stream.of(
                        ProviderRouteTest.TABLES,
                        ProviderFoldTest.TABLES,
                        ProviderDisputeTest.TABLES,
                        ProviderWindowTest.TABLES)
                .flatMap(List::stream);
    }

    private static List<String> outcomes(Stream<String> tables) {
        return tables.flatMap(String::lines)
                .map(row -> row.split("\\|")[2].trim())
                .toList();
    }

    private static List<String> names(List<RejectionReason> reasons) {
        return reasons.stream().map(Enum::name).toList();
    }
}
