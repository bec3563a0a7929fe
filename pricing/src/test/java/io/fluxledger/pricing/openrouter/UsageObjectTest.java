package io.fluxledger.pricing.openrouter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.check.UpstreamUsage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageObjectTest {
    static JsonNode json(String text) {
        return JsonReader.parse(text.getBytes(StandardCharsets.UTF_8), "test");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"prompt_tokens":10,"completion_tokens":5}                                                             | 10 0 0 5 0  | none
            {"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}                                             | 0 0 0 0 0   | none
            {"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":null}              | 10 0 0 5 0  | none
            {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4}}                 | 10 4 0 5 0  | none
            {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":6}} | 10 4 6 5 0 | none
            {"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":3}}          | 10 0 0 5 3  | none
            {"prompt_tokens":10,"completion_tokens":5,"cost":0.00014}                                              | 10 0 0 5 0  | 0.00014
            {"prompt_tokens":10,"completion_tokens":5,"cost":1.4e-4}                                               | 10 0 0 5 0  | 0.00014
            {"prompt_tokens":10,"completion_tokens":5,"cost":"0.00014"}                                            | 10 0 0 5 0  | 0.00014
            {"prompt_tokens":10,"completion_tokens":5,"cost":null}                                                 | 10 0 0 5 0  | none
            {"prompt_tokens":10,"completion_tokens":5,"cost":0,"is_byok":false,"cost_details":{"upstream_inference_cost":9}} | 10 0 0 5 0 | 0
            {"prompt_tokens":10,"completion_tokens":5,"cost":0.01,"is_byok":true,"cost_details":{"upstream_inference_cost":0.2}} | 10 0 0 5 0 | 0.21
            """)
    void reads(String usage, String tokens, String cost) {
        UpstreamUsage read = UsageObject.parse(json(usage));
        assertThat("%d %d %d %d %d"
                        .formatted(
                                read.tokens().promptTokens(),
                                read.tokens().cachedTokens(),
                                read.tokens().cacheWriteTokens(),
                                read.tokens().completionTokens(),
                                read.tokens().reasoningTokens()))
                .isEqualTo(tokens);
        assertThat(read.costUsd()
                        .map(BigDecimal::stripTrailingZeros)
                        .map(BigDecimal::toPlainString)
                        .orElse("none"))
                .isEqualTo(cost);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"completion_tokens":5}                                                         | MISSING      | prompt_tokens
            {"prompt_tokens":10}                                                            | MISSING      | completion_tokens
            {"prompt_tokens":null,"completion_tokens":5}                                    | MISSING      | prompt_tokens
            {"prompt_tokens":"10","completion_tokens":5}                                    | MALFORMED    | prompt_tokens
            {"prompt_tokens":10.5,"completion_tokens":5}                                    | MALFORMED    | prompt_tokens
            {"prompt_tokens":-1,"completion_tokens":5}                                      | NEGATIVE     | prompt_tokens
            {"prompt_tokens":10,"completion_tokens":-5}                                     | NEGATIVE     | completion_tokens
            {"prompt_tokens":-99999999999999999999,"completion_tokens":5}                   | NEGATIVE     | prompt_tokens
            {"prompt_tokens":99999999999999999999,"completion_tokens":5}                    | TOO_LARGE    | prompt_tokens
            {"prompt_tokens":10,"completion_tokens":5,"total_tokens":14}                    | INCONSISTENT | total_tokens
            {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":-1}}          | NEGATIVE     | prompt_tokens_details.cached_tokens
            {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":11}}          | INCONSISTENT | prompt_tokens_details
            {"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":6}}    | INCONSISTENT | completion_tokens_details
            {"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":-6}}   | NEGATIVE     | completion_tokens_details.reasoning_tokens
            {"prompt_tokens":10,"completion_tokens":5,"cost":-0.1}                          | NEGATIVE     | cost
            {"prompt_tokens":10,"completion_tokens":5,"cost":"much"}                        | MALFORMED    | cost
            {"prompt_tokens":10,"completion_tokens":5,"cost":true}                          | MALFORMED    | cost
            {"prompt_tokens":10,"completion_tokens":5,"cost":1e-400000000}                  | TOO_PRECISE  | cost
            {"prompt_tokens":10,"completion_tokens":5,"cost":1e400000000}                   | TOO_PRECISE  | cost
            {"prompt_tokens":10,"completion_tokens":5,"cost":0,"is_byok":true}              | MISSING      | cost_details.upstream_inference_cost
            """)
    void refuses(String usage, PricingException.Code code, String field) {
        PricingException refused = catchThrowableOfType(PricingException.class, () -> UsageObject.parse(json(usage)));
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.field()).isEqualTo(field);
    }
}
