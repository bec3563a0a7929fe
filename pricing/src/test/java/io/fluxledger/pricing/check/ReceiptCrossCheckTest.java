package io.fluxledger.pricing.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.pricing.ModelPrice;
import io.fluxledger.pricing.PriceBook;
import io.fluxledger.pricing.PriceList;
import io.fluxledger.pricing.PriceUnit;
import io.fluxledger.pricing.Rates;
import io.fluxledger.pricing.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptCrossCheckTest {
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
    private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

    /** 1,000 nano-USDC a prompt token, 100 when cached, 2,000 an answer token; twice that from May on. */
    private static final PriceBook BOOK = new PriceBook(List.of(list(1, APRIL, 1), list(2, MAY, 2)));

    private static PriceList list(long version, Instant from, long times) {
        Rates rates = new Rates(Map.of(
                PriceUnit.PROMPT_TOKEN, BigDecimal.valueOf(1_000 * times, 9),
                PriceUnit.CACHED_TOKEN, BigDecimal.valueOf(100 * times, 9),
                PriceUnit.COMPLETION_TOKEN, BigDecimal.valueOf(2_000 * times, 9)));
        ModelPrice price = new ModelPrice(
                "m", Optional.of("m-2026-03-01"), rates, List.of(), OptionalLong.empty(), OptionalLong.empty());
        return new PriceList(version, from, Map.of("m", price));
    }

    /** 100 tokens read, 40 of them cached, 50 generated: 60,000 + 4,000 + 100,000 nano-USDC. */
    private static UpstreamUsage upstream(String cost) {
        TokenUsage tokens = new TokenUsage(100, 40, 0, 0, 50, 20, 0, 0, 0, 0);
        return new UpstreamUsage(tokens, cost.equals("-") ? Optional.empty() : Optional.of(new BigDecimal(cost)));
    }

    @ParameterizedTest(name = "{0}: used {1} tokens {2} cost {3} tolerance {4}")
    @CsvSource(delimiter = '|', textBlock = """
            # receipt        | used    | in out  | upstream cost | nanos ppm tokens | result
            exact            | 164000  | 100 50  | 0.000164      | 0 0 0            | matches 1 164000
            cost unknown     | 164000  | 100 50  | -             | 0 0 0            | matches 1 164000
            part of a nano   | 164000  | 100 50  | 0.0001639991  | 0 0 0            | matches 1 164000
            a nano more      | 164001  | 100 50  | -             | 0 0 0            | DIFFERS_FROM_PRICE_BOOK used
            a nano less      | 163999  | 100 50  | -             | 0 0 0            | DIFFERS_FROM_PRICE_BOOK used
            within nanos     | 164009  | 100 50  | 0.000164      | 9 0 0            | matches 1 164000
            beyond nanos     | 164010  | 100 50  | -             | 9 0 0            | DIFFERS_FROM_PRICE_BOOK used
            within ppm       | 165640  | 100 50  | 0.000164      | 9 10000 0        | matches 1 164000
            beyond ppm       | 165641  | 100 50  | -             | 9 10000 0        | DIFFERS_FROM_PRICE_BOOK used
            uncached price   | 200000  | 100 50  | 0.000164      | 1000 1000 0      | DIFFERS_FROM_UPSTREAM_COST used, DIFFERS_FROM_PRICE_BOOK used
            upstream dearer  | 164000  | 100 50  | 0.000165      | 0 0 0            | DIFFERS_FROM_UPSTREAM_COST used
            upstream cheaper | 164000  | 100 50  | 0.000163      | 0 0 0            | DIFFERS_FROM_UPSTREAM_COST used
            cost negative    | 164000  | 100 50  | -0.000164     | 0 0 0            | USAGE_INVALID cost
            cost absurd      | 164000  | 100 50  | 1e30          | 0 0 0            | USAGE_INVALID cost
            more tokens read | 164000  | 101 50  | 0.000164      | 0 0 0            | TOKENS_DIFFER inputTokens
            fewer generated  | 164000  | 100 49  | 0.000164      | 0 0 0            | TOKENS_DIFFER outputTokens
            both             | 164000  | 99 51   | 0.000164      | 0 0 0            | TOKENS_DIFFER inputTokens, TOKENS_DIFFER outputTokens
            within tokens    | 164000  | 98 52   | 0.000164      | 0 0 2            | matches 1 164000
            negative tokens  | 164000  | -1 50   | 0.000164      | 0 0 1000         | TOKENS_DIFFER inputTokens
            absurd tokens    | 164000  | -9223372036854775808 50 | - | 0 0 0        | TOKENS_DIFFER inputTokens
            negative amount  | -164000 | 100 50  | -             | 0 0 0            | DIFFERS_FROM_PRICE_BOOK used
            absurd amount    | 9223372036854775807 | 100 50 | -  | 1000 1000 0      | DIFFERS_FROM_PRICE_BOOK used
            """)
    void usageAndPriceBook(String what, long usedNanos, String tokens, String cost, String tolerance, String expected) {
        assertThat(check("m", APRIL, usedNanos, tokens, cost, tolerance, new Confirmation.NotAsked()))
                .as(what)
                .isEqualTo(expected);
    }

    /** The list that was in force when the price was stated counts, for the model that was asked for. */
    @ParameterizedTest(name = "{0} at {1} used {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            m | 2026-04-30T23:59:59Z | 164000 | matches 1 164000
            m | 2026-05-01T00:00:00Z | 328000 | matches 2 328000
            m | 2026-05-01T00:00:00Z | 164000 | DIFFERS_FROM_PRICE_BOOK used
            m | 2026-03-31T23:59:59Z | 164000 | NO_PRICE model
            n | 2026-04-01T00:00:00Z | 164000 | NO_PRICE model
            """)
    void priceInForce(String model, Instant pricedAt, long usedNanos, String expected) {
        assertThat(check(model, pricedAt, usedNanos, "100 50", "-", "0 0 0", new Confirmation.NotAsked()))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}, {1} tokens, cost {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            m            | 100 50 | 0.000164 | matches 1 164000
            m-2026-03-01 | 100 50 | 0.000164 | matches 1 164000
            other        | 100 50 | 0.000164 | MODEL_DIFFERS generation.model
            m            | 90 50  | 0.000164 | TOKENS_DIFFER inputTokens
            m            | 100 60 | 0.000164 | TOKENS_DIFFER outputTokens
            m            | 100 50 | 0.000150 | DIFFERS_FROM_UPSTREAM_COST used
            """)
    void generationOfTheUpstream(String model, String tokens, String cost, String expected) {
        String[] counts = tokens.split(" ");
        Confirmation confirmed = new Confirmation.Confirmed(
                model,
                new UpstreamUsage(
                        TokenUsage.of(Long.parseLong(counts[0]), Long.parseLong(counts[1])),
                        Optional.of(new BigDecimal(cost))));
        assertThat(check("m", APRIL, 164_000, "100 50", "-", "0 0 0", confirmed))
                .isEqualTo(expected);
    }

    /** A receipt that nobody could confirm is never silently paid. */
    @org.junit.jupiter.api.Test
    void unconfirmedIsHeld() {
        assertThat(check("m", APRIL, 164_000, "100 50", "-", "0 0 0", new Confirmation.Unconfirmed("HTTP 500")))
                .isEqualTo("UNCONFIRMED generation");
    }

    private static String check(
            String model,
            Instant pricedAt,
            long usedNanos,
            String tokens,
            String cost,
            String tolerance,
            Confirmation confirmation) {
        String[] counts = tokens.split(" ");
        String[] limits = tolerance.split(" ");
        ReceiptCrossCheck check = new ReceiptCrossCheck(
                BOOK, new Tolerance(Long.parseLong(limits[0]), Long.parseLong(limits[1]), Long.parseLong(limits[2])));
        StatedReceipt receipt =
                new StatedReceipt(model, usedNanos, Long.parseLong(counts[0]), Long.parseLong(counts[1]), pricedAt);
        return switch (check.check(receipt, upstream(cost), confirmation)) {
            case CheckResult.Matches(long version, long expectedNanos) -> "matches " + version + " " + expectedNanos;
            case CheckResult.Held(List<HoldReason> reasons) ->
                reasons.stream()
                        .map(reason -> reason.code() + " " + reason.field())
                        .collect(Collectors.joining(", "));
        };
    }
}
