package io.fluxledger.pricing.openrouter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fluxledger.pricing.ModelPrice;
import io.fluxledger.pricing.PriceUnit;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.Rates;
import io.fluxledger.pricing.RequestSize;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestSizeTest {
    private static final Rates RATES =
            new Rates(Map.of(PriceUnit.PROMPT_TOKEN, BigDecimal.ONE, PriceUnit.COMPLETION_TOKEN, BigDecimal.ONE));
    private static final ChatRequestSize.Assumptions ASSUMPTIONS = new ChatRequestSize.Assumptions(1_000, 8, 5, 200);

    /** @param bounds context and longest answer, - where unknown */
    private static RequestSize size(String request, String bounds) {
        String[] words = bounds.split(" ");
        ModelPrice model = new ModelPrice("m", Optional.empty(), RATES, List.of(), bound(words[0]), bound(words[1]));
        return ChatRequestSize.of(UsageObjectTest.json(request.replace('\'', '"')), model, ASSUMPTIONS);
    }

    private static OptionalLong bound(String word) {
        return word.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(word));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # request                                    | context answer | likely and longest answer
            {'prompt':'a','max_tokens':100}              | 8000 4000      | 100 100
            {'prompt':'a','max_tokens':1000}             | 8000 4000      | 200 1000
            {'prompt':'a','max_tokens':5000}             | 8000 4000      | 200 4000
            {'prompt':'a','max_tokens':5000}             | - -            | 200 5000
            {'prompt':'a','max_completion_tokens':300,'max_tokens':5000} | 8000 4000 | 200 300
            {'prompt':'a','max_tokens':null}             | 8000 4000      | 200 4000
            {'prompt':'a'}                               | 8000 4000      | 200 4000
            {'prompt':'a'}                               | 8000 -         | 200 8000
            {'prompt':'a','max_tokens':100,'n':3}        | 8000 4000      | 200 300
            {'prompt':'a','max_tokens':0}                | 8000 4000      | 0 0
            """)
    void answersAreBounded(String request, String bounds, String expected) {
        RequestSize size = size(request, bounds);
        assertThat(size.likelyCompletionTokens() + " " + size.maxCompletionTokens())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'prompt':'a'}                         | - -     | MISSING   | max_tokens
            {'prompt':'a','max_tokens':-1}         | 8000 -  | NEGATIVE  | max_tokens
            {'prompt':'a','max_tokens':'9'}        | 8000 -  | MALFORMED | max_tokens
            {'prompt':'a','max_tokens':1.5}        | 8000 -  | MALFORMED | max_tokens
            {'prompt':'a','max_tokens':9999999999999999999} | 8000 - | TOO_LARGE | max_tokens
            {'prompt':'a','max_completion_tokens':-1} | 8000 - | NEGATIVE | max_completion_tokens
            {'prompt':'a','n':0}                   | 8000 -  | TOO_LARGE | n
            {'prompt':'a','n':129}                 | 8000 -  | TOO_LARGE | n
            {'prompt':'a','n':-1}                  | 8000 -  | NEGATIVE  | n
            {'max_tokens':9,'messages':[{'role':'user','content':[{'type':'file','file':{'file_data':'http://x'}}]}]} | - - | MISSING | messages
            """)
    void unboundedRequestsAreRefused(String request, String bounds, PricingException.Code code, String field) {
        PricingException refused = catchThrowableOfType(PricingException.class, () -> size(request, bounds));
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.field()).isEqualTo(field);
    }

    /** A tokenizer may make a token of every byte, so the maximum counts bytes: three of them for one euro sign. */
    @ParameterizedTest
    @CsvSource({"a, 1000, 1000", "€, 1000, 3000", "\uD83D\uDE00, 1000, 4000"})
    void promptsAreBoundedByTheirBytes(String character, int times, long bytes) {
        RequestSize size = size("{'prompt':'" + character.repeat(times) + "','max_tokens':1}", "1000000 -");
        assertThat(size.maxPromptTokens()).isBetween(bytes, bytes + 100);
        assertThat(size.likelyPromptTokens()).isBetween(bytes / 4, bytes / 4 + 100);
    }

    @Test
    void toolsCountAsPrompt() {
        String tool = "{'type':'function','function':{'name':'weather','description':'" + "d".repeat(500) + "'}}";
        long with = size("{'prompt':'a','max_tokens':1,'tools':[" + tool + "]}", "1000000 -")
                .maxPromptTokens();
        long without = size("{'prompt':'a','max_tokens':1}", "1000000 -").maxPromptTokens();
        assertThat(with - without).isGreaterThan(500);
    }

    @Test
    void theContextBoundsEveryPrompt() {
        RequestSize size = size("{'prompt':'" + "a".repeat(10_000) + "','max_tokens':1}", "8000 -");
        assertThat(size.maxPromptTokens()).isEqualTo(8_000);
        assertThat(size.likelyPromptTokens()).isLessThanOrEqualTo(8_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # content part                                                       | images | tokens at least | audio
            {'type':'text','text':'hello'}                                       | 0      | 5               | 0
            {'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}| 1      | 1000            | 0
            {'type':'input_audio','input_audio':{'data':'AAAA','format':'wav'}}  | 0      | 8               | 8
            {'type':'file','file':{'file_data':'http://host/a.pdf'}}             | 0      | 50000           | 0
            {'type':'video_url','video_url':{'url':'http://host/a.mp4'}}         | 0      | 50000           | 0
            """)
    void mediaCountAsAssumed(String part, long images, long atLeast, long audio) {
        RequestSize size = size("{'max_tokens':1,'messages':[{'role':'user','content':[" + part + "]}]}", "50000 -");
        assertThat(size.images()).isEqualTo(images);
        assertThat(size.maxPromptTokens()).isGreaterThanOrEqualTo(atLeast);
        assertThat(size.maxAudioTokens()).isEqualTo(audio);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'prompt':'a','max_tokens':1}                                    | 0 | false
            {'prompt':'a','max_tokens':1,'model':'x/y:online'}               | 5 | false
            {'prompt':'a','max_tokens':1,'plugins':[{'id':'web'}]}           | 5 | false
            {'prompt':'a','max_tokens':1,'plugins':[{'id':'pdf'}]}           | 0 | false
            {'prompt':'a','max_tokens':1,'web_search_options':{}}            | 5 | false
            {'prompt':'a','max_tokens':1,'modalities':['text']}              | 0 | false
            {'prompt':'a','max_tokens':1,'modalities':['text','audio']}      | 0 | true
            """)
    void searchesAndMedia(String request, long searches, boolean mediaOutput) {
        RequestSize size = size(request, "8000 -");
        assertThat(size.maxWebSearches()).isEqualTo(searches);
        assertThat(size.mediaOutput()).isEqualTo(mediaOutput);
    }
}
