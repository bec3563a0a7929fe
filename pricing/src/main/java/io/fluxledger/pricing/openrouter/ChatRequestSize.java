package io.fluxledger.pricing.openrouter;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.pricing.ModelPrice;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.PricingException.Code;
import io.fluxledger.pricing.RequestSize;
import io.fluxledger.pricing.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How large a chat completion can get, from its request alone. A token of text has at least one byte, so the bytes of the
 * request bound its tokens, whatever the tokenizer. Images and audio, which are no text, are counted as {@link Assumptions}
 * say; files and videos, whose content may be elsewhere, as all that the model can read.
 */
public final class ChatRequestSize {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TOKENS_PER_MESSAGE = 16;
    private static final int MAX_CHOICES = 128;
    private static final String MAX_TOKENS = "max_tokens";
    private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
    private static final Set<String> IMAGES = Set.of("image_url", "input_image", "image");
    private static final Set<String> UNBOUNDED =
            Set.of("file", "input_file", "document", "video_url", "input_video", "video");

    /**
     * What a request does not say.
     *
     * @param imageTokens most prompt tokens of one image
     * @param audioTokensPerKilobyte most prompt tokens of 1,000 characters of Base64 audio
     * @param webSearches most searches of a call that may search
     * @param likelyCompletionTokens a usual answer
     */
    public record Assumptions(
            long imageTokens, long audioTokensPerKilobyte, long webSearches, long likelyCompletionTokens) {
        public static final Assumptions USUAL = new Assumptions(8_192, 8, 10, 512);
    }

    private long textBytes;
    private long images;
    private long audioCharacters;
    private boolean unbounded;

    private ChatRequestSize() {}

    /**
     * Measures a request.
     *
     * @param request body of a chat completion: messages or prompt, {@code max_tokens} or {@code max_completion_tokens},
     *     {@code n}, tools, plugins
     * @throws PricingException naming the field; MISSING for {@code max_tokens} when neither the request nor the model
     *     bounds the answer, and for {@code messages} when nothing bounds the prompt
     */
    public static RequestSize of(JsonNode request, ModelPrice model, Assumptions assumptions) {
        if (!request.isObject()) {
            throw new PricingException(Code.MALFORMED, "request", "must be a JSON object");
        }
        ChatRequestSize size = new ChatRequestSize();
        size.measure(request);
        long overhead = TOKENS_PER_MESSAGE * (1L + request.path("messages").size());
        long audioTokens = size.audioCharacters / 1_000 * assumptions.audioTokensPerKilobyte()
                + (size.audioCharacters == 0 ? 0 : assumptions.audioTokensPerKilobyte());
        long mediaTokens = size.images * assumptions.imageTokens() + audioTokens;
        if (size.unbounded && model.contextTokens().isEmpty()) {
            throw new PricingException(
                    Code.MISSING, "messages", "have a file or video, and " + model.model() + " has no known context");
        }
        long context = model.contextTokens().orElse(TokenUsage.MAX_COUNT);
        long maxPrompt = size.unbounded ? context : Math.min(size.textBytes + overhead + mediaTokens, context);
        long likelyPrompt = Math.min(size.textBytes / BYTES_PER_TOKEN + overhead + mediaTokens, maxPrompt);
        long maxCompletion = maxCompletion(request, model);
        return new RequestSize(
                likelyPrompt,
                maxPrompt,
                Math.min(assumptions.likelyCompletionTokens(), maxCompletion),
                maxCompletion,
                Math.min(audioTokens, maxPrompt),
                size.images,
                maySearch(request) ? assumptions.webSearches() : 0,
                isMediaOutput(request));
    }

    private void measure(JsonNode node) {
        if (node.isObject()) {
            String type = node.path("type").asText();
            if (IMAGES.contains(type)) {
                images++;
                return;
            }
            unbounded |= UNBOUNDED.contains(type);
            if (type.equals("input_audio")) {
                audioCharacters +=
                        node.path("input_audio").path("data").asText().length();
                return;
            }
            node.fieldNames().forEachRemaining(name -> textBytes += bytes(name));
        }
        if (node.isContainerNode()) {
            node.forEach(this::measure);
        } else {
            textBytes += bytes(node.asText());
        }
    }

    private static long bytes(String text) {
        // Quotes, colons and commas of tool definitions reach the model too.
        return text.getBytes(StandardCharsets.UTF_8).length + 4L;
    }

    private static long maxCompletion(JsonNode request, ModelPrice model) {
        OptionalLong stated = JsonReader.count(request.path(MAX_COMPLETION_TOKENS), MAX_COMPLETION_TOKENS);
        if (stated.isEmpty()) {
            stated = JsonReader.count(request.path(MAX_TOKENS), MAX_TOKENS);
        }
        OptionalLong most =
                model.maxCompletionTokens().isPresent() ? model.maxCompletionTokens() : model.contextTokens();
        if (stated.isEmpty() && most.isEmpty()) {
            throw new PricingException(
                    Code.MISSING, MAX_TOKENS, "is needed, since " + model.model() + " has no maximum of its own");
        }
        long each = Math.min(stated.orElse(Long.MAX_VALUE), most.orElse(Long.MAX_VALUE));
        long choices = JsonReader.count(request.path("n"), "n").orElse(1);
        if (choices < 1 || choices > MAX_CHOICES) {
            throw new PricingException(Code.TOO_LARGE, "n", "must be from 1 to " + MAX_CHOICES);
        }
        return Math.min(each * choices, TokenUsage.MAX_COUNT);
    }

    private static boolean maySearch(JsonNode request) {
        if (request.has("web_search_options") || request.path("model").asText().endsWith(":online")) {
            return true;
        }
        for (JsonNode plugin : request.path("plugins")) {
            if (plugin.path("id").asText().equals("web")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMediaOutput(JsonNode request) {
        for (JsonNode modality : request.path("modalities")) {
            if (!modality.asText().equals("text")) {
                return true;
            }
        }
        return false;
    }
}
