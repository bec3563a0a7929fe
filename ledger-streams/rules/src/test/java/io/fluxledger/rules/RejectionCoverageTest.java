package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every reason for a rejection stands in a table with an input that meets it. */
class RejectionCoverageTest {
    @Test
    void everyReasonIsCovered() {
        List<String> outcomes = Stream.concat(
                        Stream.concat(PayerFoldTest.TABLES.stream(), Stream.of(PayerFoldTest.QUARANTINE)),
                        Stream.of(
                                ProviderFoldTest.BATCH,
                                ProviderFoldTest.INSTANT,
                                ProviderFoldTest.REGISTRATION,
                                ProviderFoldTest.DISPUTES))
                .flatMap(String::lines)
                .map(row -> row.split("\\|")[2].trim())
                .toList();
        assertThat(outcomes)
                .containsAll(
                        Arrays.stream(RejectionReason.values()).map(Enum::name).toList());
    }
}
