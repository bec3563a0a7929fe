package io.fluxledger.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.RejectionReason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LedgerRejectionTest {
    @Test
    void namesAreThoseOfTheFold() {
        assertThat(Arrays.stream(LedgerRejection.values()).map(Enum::name))
                .containsExactlyElementsOf(
                        Arrays.stream(RejectionReason.values()).map(Enum::name).toList());
    }

    @Test
    void everyReasonIsAnErrorStatus() {
        assertThat(LedgerRejection.values()).allMatch(r -> r.status() >= 400 && r.status() <= 500);
    }
}
