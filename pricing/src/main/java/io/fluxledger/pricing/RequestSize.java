package io.fluxledger.pricing;

import io.fluxledger.pricing.PricingException.Code;

/**
 * What can be told of a call before it is made.
 *
 * @param likelyPromptTokens a guess
 * @param maxPromptTokens the prompt cannot have more; audio tokens are among them
 * @param likelyCompletionTokens a guess
 * @param maxCompletionTokens of all answers together
 * @param maxAudioTokens of the prompt, audio at the most
 * @param images images of the prompt
 * @param maxWebSearches searches that the call may make
 * @param mediaOutput whether audio or images may be generated
 */
public record RequestSize(
        long likelyPromptTokens,
        long maxPromptTokens,
        long likelyCompletionTokens,
        long maxCompletionTokens,
        long maxAudioTokens,
        long images,
        long maxWebSearches,
        boolean mediaOutput) {
    /** @throws PricingException NEGATIVE, TOO_LARGE, or INCONSISTENT when a guess is above its maximum */
    public RequestSize {
        count(likelyPromptTokens, "likelyPromptTokens");
        count(maxPromptTokens, "maxPromptTokens");
        count(likelyCompletionTokens, "likelyCompletionTokens");
        count(maxCompletionTokens, "maxCompletionTokens");
        count(maxAudioTokens, "maxAudioTokens");
        count(images, "images");
        count(maxWebSearches, "maxWebSearches");
        within(likelyPromptTokens, maxPromptTokens, "likelyPromptTokens", "maxPromptTokens");
        within(likelyCompletionTokens, maxCompletionTokens, "likelyCompletionTokens", "maxCompletionTokens");
        within(maxAudioTokens, maxPromptTokens, "maxAudioTokens", "maxPromptTokens");
    }

    /** Text of known length in tokens. */
    public static RequestSize text(long promptTokens, long likelyCompletionTokens, long maxCompletionTokens) {
        return new RequestSize(promptTokens, promptTokens, likelyCompletionTokens, maxCompletionTokens, 0, 0, 0, false);
    }

    private static void count(long value, String field) {
        if (value < 0) {
            throw new PricingException(Code.NEGATIVE, field, "must not be negative");
        }
        if (value > TokenUsage.MAX_COUNT) {
            throw new PricingException(Code.TOO_LARGE, field, "is above " + TokenUsage.MAX_COUNT);
        }
    }

    private static void within(long value, long max, String field, String maxField) {
        if (value > max) {
            throw new PricingException(Code.INCONSISTENT, field, "is above " + maxField + " " + max);
        }
    }
}
