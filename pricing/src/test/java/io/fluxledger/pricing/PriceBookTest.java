package io.fluxledger.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookTest {
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

    /** Versions 4 and 6 were published late, for earlier dates; 5 corrects 3. */
    private static final PriceBook BOOK = new PriceBook(List.of(
            list(3, MAY, Map.of("a", "300", "b", "30")),
            list(1, MARCH, Map.of("a", "100")),
            list(4, Instant.parse("2026-04-01T00:00:00Z"), Map.of("a", "400", "c", "40")),
            list(5, MAY, Map.of("a", "500")),
            list(6, Instant.parse("2026-03-15T00:00:00Z"), Map.of("a", "600"))));

    private static PriceList list(long version, Instant from, Map<String, String> nanosOfPrompt) {
        Map<String, ModelPrice> models = new java.util.TreeMap<>();
        nanosOfPrompt.forEach((model, nanos) -> models.put(
                model, ModelPrice.simple(model, ModelPriceTest.rates("prompt " + nanos + "e-9 completion 0"))));
        return new PriceList(version, from, models);
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            a | 2026-02-28T23:59:59.999Z | -
            a | 2026-03-01T00:00:00Z     | 1:100
            a | 2026-03-14T23:59:59.999Z | 1:100
            a | 2026-03-31T23:59:59.999Z | 6:600
            a | 2026-04-01T00:00:00Z     | 4:400
            c | 2026-04-30T00:00:00Z     | 4:40
            a | 2026-05-01T00:00:00Z     | 5:500
            c | 2026-05-01T00:00:00Z     | -
            b | 2026-05-01T00:00:00Z     | -
            a | 2100-01-01T00:00:00Z     | 5:500
            x | 2100-01-01T00:00:00Z     | -
            """)
    void theListInForceCounts(String model, Instant moment, @org.jspecify.annotations.Nullable String expected) {
        Optional<String> found = BOOK.find(model, moment)
                .map(offer -> offer.version() + ":" + offer.price().costNanos(TokenUsage.of(1, 0)));
        assertThat(found).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void quotesWithTheVersionThatItUsed() {
        RequestSize size = new RequestSize(10, 20, 0, 0, 0, 0, 0, false);
        assertThat(BOOK.quote("a", size, MAY)).contains(new PriceBook.Quote("a", 5, 5_000, 10_000));
        assertThat(BOOK.quote("b", size, MAY)).isEmpty();
    }

    @Test
    void aVersionIsNeverChanged() {
        PricingException refused =
                catchThrowableOfType(PricingException.class, () -> BOOK.with(list(3, MARCH, Map.of("a", "1"))));
        assertThat(refused.code()).isEqualTo(PricingException.Code.DUPLICATE);
        assertThat(refused.field()).isEqualTo("version");
    }

    @Test
    void anEarlierBookIsNotChangedByALaterList() {
        PriceBook later = BOOK.with(list(7, MAY, Map.of("z", "1")));
        assertThat(later.find("z", MAY)).isPresent();
        assertThat(BOOK.find("z", MAY)).isEmpty();
    }
}
