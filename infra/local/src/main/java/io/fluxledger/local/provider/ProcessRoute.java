package io.fluxledger.local.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Answers chat completions with usage and a signed receipt. How a prompt begins makes it misbehave, for the refund
 * scenarios: {@code [fail]} answers 500, {@code [hang]} does not answer, {@code [bad-receipt]} signs with another key,
 * {@code [over]} states more than any lock.
 */
final class ProcessRoute implements AutoCloseable {
    private static final long USUAL_MAX_TOKENS = 256;
    private static final long HANG_MINUTES = 10;
    private static final long OVER_NANOS = 1_000_000_000_000L;

    private final ProviderKeys keys;
    private final DemoPrices prices;
    private final ReceiptSigner signer;
    private final long usualPayoutChainId;
    private final PrivateKey stranger = PrivateKey.generate(new SecureRandom());
    private final CountDownLatch stopping = new CountDownLatch(1);

    ProcessRoute(ProviderKeys keys, DemoPrices prices, ReceiptSigner signer, long usualPayoutChainId) {
        this.keys = keys;
        this.prices = prices;
        this.signer = signer;
        this.usualPayoutChainId = usualPayoutChainId;
    }

    void addTo(HttpService http) {
        http.route("POST", "/providers/{address}/process", this::process);
        http.route("POST", "/v1/chat/completions", this::complete);
    }

    /** {intentId, payer, prompt or messages, maxTokens, payoutChainId} to {completion, receipt}. */
    private HttpReply process(HttpCall call) throws InterruptedException {
        JsonNode body = call.json();
        String prompt = prompt(body);
        if (prompt.startsWith("[fail]")) {
            throw new ProblemException(
                    Problem.of(500, "MODEL_FAILED", "The model failed", "the demo provider was asked to fail"));
        }
        if (prompt.startsWith("[hang]") && stopping.await(HANG_MINUTES, TimeUnit.MINUTES)) {
            throw new ProblemException(Problem.of(503, "STOPPING", "Stopping", "the demo provider is stopping"));
        }
        EthAddress provider = provider(call);
        PrivateKey key = keys.of(provider)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "UNKNOWN_PROVIDER", "Unknown provider", "no key for " + provider)));
        DemoPrices.Usage usage = prices.of(prompt, maxTokens(body));
        UsageReceiptMessage receipt = new UsageReceiptMessage(
                text(body, "intentId"),
                address(body, "payer"),
                provider,
                prompt.startsWith("[over]") ? OVER_NANOS : usage.usedNanos(),
                usage.inputTokens(),
                usage.outputTokens(),
                body.path("payoutChainId").asLong(usualPayoutChainId),
                signer.freshNonce(),
                System.currentTimeMillis());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("completion", completion(body, usage));
        answer.put("receipt", signer.sign(receipt, prompt.startsWith("[bad-receipt]") ? stranger : key));
        return HttpReply.json(200, answer);
    }

    /** As OpenAI's API, with usage and without a receipt. */
    private HttpReply complete(HttpCall call) {
        JsonNode body = call.json();
        return HttpReply.json(200, completion(body, prices.of(prompt(body), maxTokens(body))));
    }

    private static Map<String, Object> completion(JsonNode body, DemoPrices.Usage usage) {
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
                        Map.of("role", "assistant", "content", "This is the demo provider; it says nothing new."))));
        completion.put(
                "usage",
                Map.of(
                        "prompt_tokens",
                        usage.inputTokens(),
                        "completion_tokens",
                        usage.outputTokens(),
                        "total_tokens",
                        usage.inputTokens() + usage.outputTokens()));
        return completion;
    }

    private static long maxTokens(JsonNode body) {
        JsonNode stated = body.has("maxTokens") ? body.get("maxTokens") : body.path("max_tokens");
        return Math.max(1, stated.asLong(USUAL_MAX_TOKENS));
    }

    /** The prompt itself, or the last message of a chat. */
    private static String prompt(JsonNode body) {
        JsonNode messages = body.path("messages");
        if (body.hasNonNull("prompt")) {
            return body.get("prompt").asText();
        }
        if (messages.isArray() && !messages.isEmpty()) {
            return messages.get(messages.size() - 1).path("content").asText();
        }
        throw invalid("prompt", "a prompt or messages are needed");
    }

    private static EthAddress provider(HttpCall call) {
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

    @Override
    public void close() {
        stopping.countDown();
    }
}
