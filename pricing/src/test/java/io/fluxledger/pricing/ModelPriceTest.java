package io.fluxledger.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPriceTest {
    /** prompt 150 nano-USDC, completion 600, cached 15, written 187.5, reasoning 900, audio 1000. */
    private static final Rates RATES = rates("prompt 0.00000015 completion 0.0000006 input_cache_read 0.000000015"
            + " input_cache_write 0.0000001875 internal_reasoning 0.0000009 audio 0.000001");

    private static final ModelPrice TIERED = new ModelPrice(
            "tiered",
            Optional.empty(),
            RATES,
            List.of(
                    new ModelPrice.Tier(1_000, RATES.with(prices("prompt 0.0000003 completion 0.0000012"))),
                    new ModelPrice.Tier(5_000, RATES.with(prices("prompt 0.0000001 completion 0.0000001")))),
            OptionalLong.empty(),
            OptionalLong.empty());

    static Map<PriceUnit, BigDecimal> prices(String text) {
        Map<PriceUnit, BigDecimal> prices = new EnumMap<>(PriceUnit.class);
        String[] words = text.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            prices.put(PriceUnit.byListName(words[i]).orElseThrow(), new BigDecimal(words[i + 1]));
        }
        return prices;
    }

    static Rates rates(String text) {
        return new Rates(prices(text));
    }

    @ParameterizedTest(name = "{0}: {1} of {2} = {3}")
    @CsvSource(delimiter = '|', textBlock = """
            # in cached written audio | out reasoning | images searches | nano-USDC
            nothing            | 0 0 0 0        | 0 0     | 0 0 |      0
            a prompt token     | 1 0 0 0        | 0 0     | 0 0 |    150
            an answer token    | 0 0 0 0        | 1 0     | 0 0 |    600
            both               | 1000 0 0 0     | 500 0   | 0 0 | 450000
            all cached         | 1000 1000 0 0  | 0 0     | 0 0 |  15000
            one written: up    | 1 0 1 0        | 0 0     | 0 0 |    188
            two written: exact | 2 0 2 0        | 0 0     | 0 0 |    375
            rounded once       | 6 0 3 0        | 0 0     | 0 0 |   1013
            audio              | 10 0 0 4       | 0 0     | 0 0 |   4900
            all kinds of input | 10 2 3 4       | 0 0     | 0 0 |   4743
            some reasoning     | 0 0 0 0        | 10 4    | 0 0 |   7200
            only reasoning     | 0 0 0 0        | 10 10   | 0 0 |   9000
            """)
    void costs(String what, String in, String out, String others, long nanos) {
        assertThat(ModelPrice.simple("m", RATES).costNanos(usage(in, out, others)))
                .as(what)
                .isEqualTo(nanos);
    }

    /** 1 micro-USDC a request, 2 an image, 3 a search; kinds of tokens cost what their whole costs. */
    @ParameterizedTest(name = "{0} {1} {2} = {3}")
    @CsvSource(delimiter = '|', textBlock = """
            0 0 0 0       | 0 0 | 0 0 |  1000
            10 3 3 3      | 0 0 | 0 0 |  1010
            0 0 0 0       | 9 9 | 0 0 |  1018
            0 0 0 0       | 0 0 | 2 0 |  5000
            0 0 0 0       | 0 0 | 0 3 | 10000
            """)
    void countsRequestsImagesAndSearches(String in, String out, String others, long nanos) {
        Rates rates =
                rates("prompt 0.000000001 completion 0.000000002 request 0.000001 image 0.000002 web_search 0.000003");
        assertThat(ModelPrice.simple("m", rates).costNanos(usage(in, out, others)))
                .isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "999, 1, 150450",
        "1000, 1, 301200",
        "4999, 1, 1500900",
        "5000, 1, 500100",
    })
    void theWholeCallIsBilledAtTheTierThatItReaches(long promptTokens, long completionTokens, long nanos) {
        assertThat(TIERED.costNanos(TokenUsage.of(promptTokens, completionTokens)))
                .isEqualTo(nanos);
    }

    /** A price of 23 decimals, as the market has them: no digit of it is lost before the sum is rounded. */
    @Test
    void longPricesStayExact() {
        ModelPrice price = ModelPrice.simple("m", rates("prompt 0.00000025000000000000005 completion 0"));
        assertThat(price.costUsd(TokenUsage.of(1_000_000_000_000L, 0))).isEqualByComparingTo("250000.00000000005");
        assertThat(price.costNanos(TokenUsage.of(1_000_000_000_000L, 0))).isEqualTo(250_000_000_000_001L);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3} {4}")
    @CsvSource(delimiter = '|', textBlock = """
            -1 0 0 0     | 0 0    | 0 0  | NEGATIVE     | prompt_tokens
            0 -1 0 0     | 0 0    | 0 0  | NEGATIVE     | prompt_tokens_details.cached_tokens
            0 0 -1 0     | 0 0    | 0 0  | NEGATIVE     | prompt_tokens_details.cache_write_tokens
            0 0 0 -1     | 0 0    | 0 0  | NEGATIVE     | prompt_tokens_details.audio_tokens
            0 0 0 0      | -1 0   | 0 0  | NEGATIVE     | completion_tokens
            0 0 0 0      | 0 -1   | 0 0  | NEGATIVE     | completion_tokens_details.reasoning_tokens
            0 0 0 0      | 0 0    | -1 0 | NEGATIVE     | images
            0 0 0 0      | 0 0    | 0 -1 | NEGATIVE     | server_tool_use.web_search_requests
            10 4 4 3     | 0 0    | 0 0  | INCONSISTENT | prompt_tokens_details
            0 0 0 0      | 10 11  | 0 0  | INCONSISTENT | completion_tokens_details
            1099511627777 0 0 0 | 0 0 | 0 0 | TOO_LARGE | prompt_tokens
            """)
    void impossibleUsageIsRefused(String in, String out, String others, PricingException.Code code, String field) {
        PricingException refused = catchThrowableOfType(PricingException.class, () -> usage(in, out, others));
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.field()).isEqualTo(field);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            prompt 1                              | MISSING     | completion
            completion 1                          | MISSING     | prompt
            prompt -0.1 completion 1              | NEGATIVE    | prompt
            prompt 1 completion 1 image -1        | NEGATIVE    | image
            prompt 1000001 completion 1           | TOO_LARGE   | prompt
            prompt 1 completion 1e-41             | TOO_PRECISE | completion
            """)
    void impossiblePricesAreRefused(String prices, PricingException.Code code, String field) {
        PricingException refused = catchThrowableOfType(PricingException.class, () -> rates(prices));
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.field()).isEqualTo(field);
    }

    @Test
    void aCostBeyond64BitsIsAnErrorAndNotANegativeNumber() {
        ModelPrice price = ModelPrice.simple("m", rates("prompt 1000000 completion 0"));
        PricingException refused = catchThrowableOfType(
                PricingException.class, () -> price.costNanos(TokenUsage.of(TokenUsage.MAX_COUNT, 0)));
        assertThat(refused.code()).isEqualTo(PricingException.Code.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # prompt, most | answer, most |  estimate | maximum
            100 100 | 50 200 |  45000 | 198750
            100 400 | 50 50  |  45000 | 120000
            900 999 | 10 10  | 141000 | 196313
            900 1000| 10 10  | 141000 | 312000
            """)
    void estimateAndMaximum(String prompt, String completion, long estimateNanos, long maximumNanos) {
        long[] in = numbers(prompt);
        long[] out = numbers(completion);
        RequestSize size = new RequestSize(in[0], in[1], out[0], out[1], 0, 0, 0, false);
        assertThat(TIERED.estimateNanos(size)).as("estimate").isEqualTo(estimateNanos);
        assertThat(TIERED.maximumNanos(size)).as("maximum").isEqualTo(maximumNanos);
    }

    /** Whatever a call within its bounds uses, it never costs more than its maximum. */
    @Test
    void noCallCostsMoreThanItsMaximum() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            RequestSize size = new RequestSize(
                    0,
                    6_000,
                    0,
                    500,
                    random.nextInt(2_000),
                    random.nextInt(3),
                    random.nextInt(3),
                    random.nextBoolean());
            TokenUsage usage = within(size, random);
            ModelPrice price = random.nextBoolean() ? TIERED : random(random);
            assertThat(price.costNanos(usage))
                    .as("seed %d, step %d, %s for %s by %s", seed, i, usage, size, price)
                    .isLessThanOrEqualTo(price.maximumNanos(size));
        }
    }

    private static ModelPrice random(Random random) {
        Map<PriceUnit, BigDecimal> prices = new EnumMap<>(PriceUnit.class);
        for (PriceUnit unit : PriceUnit.values()) {
            boolean needed = unit == PriceUnit.PROMPT_TOKEN || unit == PriceUnit.COMPLETION_TOKEN;
            if (needed || random.nextBoolean()) {
                prices.put(unit, BigDecimal.valueOf(random.nextInt(100_000), 12));
            }
        }
        return ModelPrice.simple("random", new Rates(prices));
    }

    private static TokenUsage within(RequestSize size, Random random) {
        long prompt = random.nextLong(size.maxPromptTokens() + 1);
        long audio = Math.min(random.nextLong(size.maxAudioTokens() + 1), prompt);
        long cached = random.nextLong(prompt - audio + 1);
        long written = random.nextLong(prompt - audio - cached + 1);
        long completion = random.nextLong(size.maxCompletionTokens() + 1);
        long reasoning = random.nextLong(completion + 1);
        long media = size.mediaOutput() ? random.nextLong(completion - reasoning + 1) : 0;
        return new TokenUsage(
                prompt,
                cached,
                written,
                audio,
                completion,
                reasoning,
                media,
                size.mediaOutput() ? random.nextLong(completion - reasoning - media + 1) : 0,
                random.nextLong(size.images() + 1),
                random.nextLong(size.maxWebSearches() + 1));
    }

    private static TokenUsage usage(String in, String out, String others) {
        long[] i = numbers(in);
        long[] o = numbers(out);
        long[] x = numbers(others);
        return new TokenUsage(i[0], i[1], i[2], i[3], o[0], o[1], 0, 0, x[0], x[1]);
    }

    private static long[] numbers(String text) {
        String[] words = text.split(" ");
        long[] numbers = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Long.parseLong(words[i]);
        }
        return numbers;
    }
}
