package io.fluxledger.pricing.openrouter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fluxledger.pricing.ModelPrice;
import io.fluxledger.pricing.PriceBook;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.RequestSize;
import io.fluxledger.pricing.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelListImportTest {
    private static final Instant AUGUST = Instant.parse("2026-08-01T00:00:00Z");

    private static byte[] sample() throws IOException {
        try (InputStream in = ModelListImportTest.class.getResourceAsStream("/models-sample.json")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static ModelListImport.Imported read(String document) {
        return ModelListImport.read(document.getBytes(StandardCharsets.UTF_8), 1, AUGUST);
    }

    private static ModelPrice price(ModelListImport.Imported imported, String model) {
        return Objects.requireNonNull(imported.list().models().get(model), model);
    }

    /** Tokens of the prompt, cached ones of them, of the answer, reasoning of them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # model                    | in, cached, out, reasoning    | nano-USDC
            example/small              | 1000000 400000 10000 4000    |  156000000
            example/thinker            | 1000000 400000 10000 4000    | 2106000000
            example/tiered             | 31999 0 0 0                  |    6399800
            example/tiered             | 32000 0 0 0                  |   12800000
            example/tiered             | 256000 0 0 0                 |  204800000
            example/tiered             | 256000 256000 0 0            |   20480000
            example/free               | 1000000 0 10000 0            |          0
            example/exact              | 1 0 0 0                      |        251
            example/searcher           | 1000 0 10 0                  |    1001010
            """)
    void prices(String model, String tokens, long nanos) throws IOException {
        String[] counts = tokens.split(" ");
        TokenUsage usage = new TokenUsage(
                Long.parseLong(counts[0]),
                Long.parseLong(counts[1]),
                0,
                0,
                Long.parseLong(counts[2]),
                Long.parseLong(counts[3]),
                0,
                0,
                0,
                0);
        assertThat(price(ModelListImport.read(sample(), 1, AUGUST), model).costNanos(usage))
                .isEqualTo(nanos);
    }

    /** Images at the price of a prompt token are counted as prompt tokens; at a price of their own, on top of them. */
    @ParameterizedTest
    @CsvSource({"0.000000001, 1000000", "0.000000002, 1000004", "0, 1000000"})
    void imagesArePaidOnce(String imagePrice, long nanos) throws IOException {
        String list = new String(sample(), StandardCharsets.UTF_8)
                .replace("\"image\": \"0.000000001\"", "\"image\": \"" + imagePrice + "\"");
        TokenUsage twoImages = new TokenUsage(0, 0, 0, 0, 0, 0, 0, 0, 2, 0);
        assertThat(price(read(list), "example/searcher").costNanos(twoImages)).isEqualTo(nanos);
    }

    @Test
    void namesWhatItCannotUse() throws IOException {
        ModelListImport.Imported imported = ModelListImport.read(sample(), 7, AUGUST);
        assertThat(imported.list().version()).isEqualTo(7);
        assertThat(imported.skipped())
                .extracting(ModelListImport.Skipped::model, ModelListImport.Skipped::field)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("example/router", "data[6].pricing.prompt"));
        assertThat(imported.unknownPrices()).containsExactly("input_audio_cache");
    }

    @Test
    void knowsWhatBoundsAnAnswer() throws IOException {
        ModelPrice small = price(ModelListImport.read(sample(), 1, AUGUST), "example/small");
        assertThat(small.contextTokens()).hasValue(128_000);
        assertThat(small.maxCompletionTokens()).hasValue(16_384);
        assertThat(small.isCalled("example/small-2026-01-01")).isTrue();
        assertThat(small.isCalled("example/tiny")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"prompt":"-0.1","completion":"1"}                                | data[0].pricing.prompt
            {"prompt":"1","completion":"-1"}                                  | data[0].pricing.completion
            {"prompt":"1"}                                                    | data[0].pricing.completion
            {"completion":"1"}                                                | data[0].pricing.prompt
            {"prompt":"x","completion":"1"}                                   | data[0].pricing.prompt
            {"prompt":true,"completion":"1"}                                  | data[0].pricing.prompt
            {"prompt":"","completion":"1"}                                    | data[0].pricing.prompt
            {"prompt":"1e-999999999","completion":"1"}                        | data[0].pricing.prompt
            {"prompt":"1e9","completion":"1"}                                 | data[0].pricing.prompt
            {"prompt":"1","completion":"1","image":"-1"}                      | data[0].pricing.image
            {"prompt":"1","completion":"1","overrides":{}}                    | data[0].pricing.overrides
            {"prompt":"1","completion":"1","overrides":[{"prompt":"1"}]}      | data[0].pricing.overrides[0].min_prompt_tokens
            {"prompt":"1","completion":"1","overrides":[{"min_prompt_tokens":-1}]}  | data[0].pricing.overrides[0].min_prompt_tokens
            {"prompt":"1","completion":"1","overrides":[{"min_prompt_tokens":0}]}   | overrides.min_prompt_tokens
            {"prompt":"1","completion":"1","overrides":[{"min_prompt_tokens":9},{"min_prompt_tokens":9}]} | overrides.min_prompt_tokens
            {"prompt":"1","completion":"1","overrides":[{"min_prompt_tokens":9,"prompt":"-1"}]} | data[0].pricing.overrides[0].prompt
            []                                                                | data[0].pricing
            """)
    void oneBadPriceSkipsOnlyItsModel(String pricing, String field) {
        ModelListImport.Imported imported = read("""
                {"data":[{"id":"bad","pricing":%s},{"id":"good","pricing":{"prompt":"1","completion":"1"}}]}
                """.formatted(pricing));
        assertThat(imported.list().models()).containsOnlyKeys("good");
        assertThat(imported.skipped()).singleElement().satisfies(skipped -> {
            assertThat(skipped.model()).isEqualTo("bad");
            assertThat(skipped.field()).isEqualTo(field);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                            | MALFORMED | model list
            {                             | MALFORMED | model list
            {"data":[],"data":[]}         | MALFORMED | model list
            {}                            | MISSING   | data
            {"data":{}}                   | MISSING   | data
            {"data":[]}                   | MISSING   | models
            {"data":[{}]}                 | MISSING   | data[0].id
            {"data":[{"id":""}]}          | MALFORMED | data[0].id
            {"data":[{"id":"a","pricing":{"prompt":"1","completion":"1"}},{"id":"a","pricing":{"prompt":"1","completion":"1"}}]} | DUPLICATE | data[1].id
            """)
    void refusesWhatIsNoModelList(String document, PricingException.Code code, String field) {
        PricingException refused = catchThrowableOfType(PricingException.class, () -> read(document));
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.field()).isEqualTo(field);
    }

    @Test
    void readsAPriceBookFromItsFolder(@TempDir Path dir) throws IOException {
        Files.write(dir.resolve("models.json"), sample());
        Path file = dir.resolve("prices.json");
        Files.writeString(file, """
                {"lists":[{"version":1,"effectiveFrom":"2026-08-01T00:00:00Z","file":"models.json"}]}""");
        PriceBook book = PriceBookFile.read(file).book();
        assertThat(book.find("example/small", AUGUST)).isPresent();
        assertThat(book.find("example/small", AUGUST.minusMillis(1))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                                    | lists
            {"lists":[]}                                                                          | lists
            {"lists":[{"effectiveFrom":"2026-08-01T00:00:00Z","file":"models.json"}]}             | lists[0].version
            {"lists":[{"version":0,"effectiveFrom":"2026-08-01T00:00:00Z","file":"models.json"}]} | version
            {"lists":[{"version":1,"effectiveFrom":"August","file":"models.json"}]}               | lists[0].effectiveFrom
            {"lists":[{"version":1,"effectiveFrom":"2026-08-01T00:00:00Z"}]}                      | lists[0].file
            """)
    void namesWhatIsWrongWithAPriceBook(String book, String field, @TempDir Path dir) throws IOException {
        Files.write(dir.resolve("models.json"), sample());
        Path file = Files.writeString(dir.resolve("prices.json"), book);
        PricingException refused = catchThrowableOfType(PricingException.class, () -> PriceBookFile.read(file));
        assertThat(refused.field()).isEqualTo(field);
    }

    /** The whole market of a day: everything but the routers has a price, and no maximum is below its estimate. */
    @Test
    void readsThePublishedList() throws IOException {
        String shared = System.getProperty("ledger.shared", "");
        Assumptions.assumeFalse(shared.isEmpty(), "no folder with published data is given");
        byte[] document = Files.readAllBytes(Path.of(shared, "data", "openrouter-models-2026-08-01.json"));
        ModelListImport.Imported imported = ModelListImport.read(document, 1, AUGUST);
        assertThat(imported.list().models()).hasSize(331);
        assertThat(imported.skipped())
                .extracting(ModelListImport.Skipped::model)
                .containsExactlyInAnyOrder(
                        "openrouter/auto",
                        "openrouter/auto-beta",
                        "openrouter/fusion",
                        "openrouter/pareto-code",
                        "openrouter/bodybuilder");
        assertThat(imported.unknownPrices()).containsExactly("input_audio_cache");
        // 0.15 and 0.60 dollars a million tokens.
        assertThat(price(imported, "openai/gpt-4o-mini").costNanos(TokenUsage.of(1_000_000, 1_000_000)))
                .isEqualTo(750_000_000L);
        RequestSize size = new RequestSize(1_000, 300_000, 100, 4_000, 0, 1, 1, false);
        assertThat(imported.list().models().values())
                .allSatisfy(price ->
                        assertThat(price.maximumNanos(size)).isGreaterThanOrEqualTo(price.estimateNanos(size)));
    }
}
