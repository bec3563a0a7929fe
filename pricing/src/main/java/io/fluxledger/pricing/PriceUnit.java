package io.fluxledger.pricing;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a price is for. A unit without a price of its own costs what the one costs that it is a kind of, else nothing. */
public enum PriceUnit {
    PROMPT_TOKEN("prompt", null),
    CACHED_TOKEN("input_cache_read", PROMPT_TOKEN),
    CACHE_WRITE_TOKEN("input_cache_write", PROMPT_TOKEN),
    /** No usage states these apart, so they only count in what a call may cost at the most. */
    LONG_CACHE_WRITE_TOKEN("input_cache_write_1h", CACHE_WRITE_TOKEN),
    AUDIO_TOKEN("audio", PROMPT_TOKEN),
    COMPLETION_TOKEN("completion", null),
    REASONING_TOKEN("internal_reasoning", COMPLETION_TOKEN),
    AUDIO_OUTPUT_TOKEN("audio_output", COMPLETION_TOKEN),
    IMAGE_OUTPUT_TOKEN("image_output", COMPLETION_TOKEN),
    REQUEST("request", null),
    /** An image of the prompt, on top of its tokens. */
    IMAGE("image", null),
    WEB_SEARCH("web_search", null);

    private final String listName;
    private final @Nullable PriceUnit kindOf;

    PriceUnit(String listName, @Nullable PriceUnit kindOf) {
        this.listName = listName;
        this.kindOf = kindOf;
    }

    /** Its name in price lists. */
    public String listName() {
        return listName;
    }

    @Nullable
    PriceUnit kindOf() {
        return kindOf;
    }

    /** The unit that price lists call so. */
    public static Optional<PriceUnit> byListName(String name) {
        return Arrays.stream(values()).filter(u -> u.listName.equals(name)).findFirst();
    }
}
