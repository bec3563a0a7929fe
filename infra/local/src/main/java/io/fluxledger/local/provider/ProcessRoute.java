package io.fluxledger.local.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers chat completions with usage and a signed receipt; see {@link DemoReceipts} for how it can be made to misbehave. */
final class ProcessRoute {
    static final String SENTENCE = "This is the demo provider; it says nothing new.";

    private static final long USUAL_MAX_TOKENS = 256;

    private final DemoReceipts receipts;
    private final DemoPrices prices;

    ProcessRoute(DemoReceipts receipts, DemoPrices prices) {
        this.receipts = receipts;
        this.prices = prices;
    }

    void addTo(HttpService http) {
        http.route("POST", "/providers/{address}/process", this::process);
        http.route("POST", "/v1/chat/completions", this::complete);
    }

    /** {intentId, payer, prompt or messages, maxTokens, payoutChainId} to {completion, receipt}; no intent, no receipt. */
    private HttpReply process(HttpCall call) throws InterruptedException {
        JsonNode body = call.json();
        String prompt = prompt(body);
        receipts.misbehave(prompt);
        EthAddress provider = provider(call);
        DemoPrices.Usage usage = prices.of(prompt, maxTokens(body));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("completion", completion(body, usage));
        if (body.has("intentId")) {
            DemoReceipts.Lock lock = new DemoReceipts.Lock(
                    text(body, "intentId"),
                    address(body, "payer"),
                    body.path("payoutChainId").asLong(0));
            answer.put("receipt", receipts.sign(provider, lock, prompt, usage));
        }
        return HttpReply.json(200, answer);
    }

    /** As OpenAI's API, with usage and without a receipt. */
    private HttpReply complete(HttpCall call) {
        JsonNode body = call.json();
        return HttpReply.json(200, completion(body, prices.of(prompt(body), maxTokens(body))));
    }

    static Map<String, Object> completion(JsonNode body, DemoPrices.Usage usage) {
        Map<String, Object> completion = new LinkedHashMap<>();
        completion.put("id", "demo-" + Long.toHexString(System.nanoTime()));
        completion.put("object", "chat.completion");
        completion.put("created", System.currentTimeMillis() / 1000);
        completion.put("model", body.path("model").asText("demo"));
        completion.put(
                "choices",
                List.of(Map.of(
                        "index",
                        0,
                        "finish_reason",
                        "stop",
                        "message",
                        Map.of("role", "assistant", "content", SENTENCE))));
        completion.put("usage", counted(usage));
        return completion;
    }

    static Map<String, Object> counted(DemoPrices.Usage usage) {
        return Map.of(
                "prompt_tokens",
                usage.inputTokens(),
                "completion_tokens",
                usage.outputTokens(),
                "total_tokens",
                usage.inputTokens() + usage.outputTokens());
    }

    static long maxTokens(JsonNode body) {
        JsonNode stated = body.has("maxTokens") ? body.get("maxTokens") : body.path("max_tokens");
        return Math.max(1, stated.asLong(USUAL_MAX_TOKENS));
    }

    /** The prompt itself, or the last message of a chat. */
    static String prompt(JsonNode body) {
        JsonNode messages = body.path("messages");
        if (body.hasNonNull("prompt")) {
            return body.get("prompt").asText();
        }
        if (messages.isArray() && !messages.isEmpty()) {
            return messages.get(messages.size() - 1).path("content").asText();
        }
        throw invalid("prompt", "a prompt or messages are needed");
    }

    static EthAddress provider(HttpCall call) {
        try {
            return EthAddress.parse(call.pathParameter("address"));
        } catch (IllegalArgumentException e) {
            throw invalid("address", String.valueOf(e.getMessage()));
        }
    }

    private static EthAddress address(JsonNode body, String field) {
        try {
            return EthAddress.parse(text(body, field));
        } catch (IllegalArgumentException e) {
            throw invalid(field, String.valueOf(e.getMessage()));
        }
    }

    private static String text(JsonNode body, String field) {
        if (!body.path(field).isTextual()) {
            throw invalid(field, "text is needed");
        }
        return body.get(field).asText();
    }

    private static ProblemException invalid(String field, String detail) {
        return new ProblemException(
                Problem.of(400, "INVALID_FIELD", "Invalid field", detail).withField(field));
    }
}
