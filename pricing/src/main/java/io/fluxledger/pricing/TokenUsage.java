package io.fluxledger.pricing;

import io.fluxledger.pricing.PricingException.Code;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one call used. Errors name the fields as usage objects do.
 *
 * @param promptTokens tokens read; cached, written and audio tokens are among them
 * @param cachedTokens of the prompt, read from the cache
 * @param cacheWriteTokens of the prompt, written to the cache
 * @param audioTokens of the prompt, audio
 * @param completionTokens tokens generated; reasoning, audio and image tokens are among them
 * @param reasoningTokens of the completion, reasoning that the caller may not see
 * @param audioOutputTokens of the completion, audio
 * @param imageOutputTokens of the completion, images
 * @param images images of the prompt
 * @param webSearches searches that the call made
 */
public record TokenUsage(
        long promptTokens,
        long cachedTokens,
        long cacheWriteTokens,
        long audioTokens,
        long completionTokens,
        long reasoningTokens,
        long audioOutputTokens,
        long imageOutputTokens,
        long images,
        long webSearches) {
    /** As the ledger's rules: more tokens than any call can have. */
    public static final long MAX_COUNT = 1L << 40;

    public static final String PROMPT = "prompt_tokens";
    public static final String CACHED = "prompt_tokens_details.cached_tokens";
    public static final String CACHE_WRITE = "prompt_tokens_details.cache_write_tokens";
    public static final String AUDIO = "prompt_tokens_details.audio_tokens";
    public static final String COMPLETION = "completion_tokens";
    public static final String REASONING = "completion_tokens_details.reasoning_tokens";
    public static final String AUDIO_OUTPUT = "completion_tokens_details.audio_tokens";
    public static final String IMAGE_OUTPUT = "completion_tokens_details.image_tokens";
    public static final String IMAGES = "images";
    public static final String WEB_SEARCHES = "server_tool_use.web_search_requests";

    /** @throws PricingException NEGATIVE, TOO_LARGE, or INCONSISTENT when parts are more than their whole */
    public TokenUsage {
        count(promptTokens, PROMPT);
        count(cachedTokens, CACHED);
        count(cacheWriteTokens, CACHE_WRITE);
        count(audioTokens, AUDIO);
        count(completionTokens, COMPLETION);
        count(reasoningTokens, REASONING);
        count(audioOutputTokens, AUDIO_OUTPUT);
        count(imageOutputTokens, IMAGE_OUTPUT);
        count(images, IMAGES);
        count(webSearches, WEB_SEARCHES);
        within(cachedTokens + cacheWriteTokens + audioTokens, promptTokens, "prompt_tokens_details", PROMPT);
        within(
                reasoningTokens + audioOutputTokens + imageOutputTokens,
                completionTokens,
                "completion_tokens_details",
                COMPLETION);
    }

    /** Plain text in and out. */
    public static TokenUsage of(long promptTokens, long completionTokens) {
        return new TokenUsage(promptTokens, 0, 0, 0, completionTokens, 0, 0, 0, 0, 0);
    }

    private static void count(long value, String field) {
        if (value < 0) {
            throw new PricingException(Code.NEGATIVE, field, "must not be negative");
        }
        if (value > MAX_COUNT) {
            throw new PricingException(Code.TOO_LARGE, field, "is above " + MAX_COUNT);
        }
    }

    private static void within(long parts, long whole, String field, String wholeField) {
        if (parts > whole) {
            throw new PricingException(
                    Code.INCONSISTENT, field, "add up to " + parts + ", more than the " + whole + " of " + wholeField);
        }
    }

    /** What is billed, each token once. */
    Map<PriceUnit, Long> quantities() {
        Map<PriceUnit, Long> quantities = new EnumMap<>(PriceUnit.class);
        quantities.put(PriceUnit.PROMPT_TOKEN, promptTokens - cachedTokens - cacheWriteTokens - audioTokens);
        quantities.put(PriceUnit.CACHED_TOKEN, cachedTokens);
        quantities.put(PriceUnit.CACHE_WRITE_TOKEN, cacheWriteTokens);
        quantities.put(PriceUnit.AUDIO_TOKEN, audioTokens);
        quantities.put(
                PriceUnit.COMPLETION_TOKEN, completionTokens - reasoningTokens - audioOutputTokens - imageOutputTokens);
        quantities.put(PriceUnit.REASONING_TOKEN, reasoningTokens);
        quantities.put(PriceUnit.AUDIO_OUTPUT_TOKEN, audioOutputTokens);
        quantities.put(PriceUnit.IMAGE_OUTPUT_TOKEN, imageOutputTokens);
        quantities.put(PriceUnit.IMAGE, images);
        quantities.put(PriceUnit.WEB_SEARCH, webSearches);
        quantities.put(PriceUnit.REQUEST, 1L);
        return quantities;
    }
}
