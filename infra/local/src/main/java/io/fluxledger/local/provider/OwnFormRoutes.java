package io.fluxledger.local.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The DEMO provider in forms of the trade, as the gateway passes them: completions of OpenAI's API, whole or in events, and an MCP
 * server with one tool. The receipt goes in the header {@code Fluxledger-Receipt}, in a last event, or in the result's
 * {@code _meta}.
 */
final class OwnFormRoutes {
    private static final DemoPrices.Usage TOOL_USAGE = new DemoPrices.Usage(0, 0, 2_000_000);

    private final DemoReceipts receipts;
    private final DemoPrices prices;

    OwnFormRoutes(DemoReceipts receipts, DemoPrices prices) {
        this.receipts = receipts;
        this.prices = prices;
    }

    void addTo(HttpService http) {
        http.route("POST", "/providers/{address}/v1/chat/completions", this::complete);
        http.route("POST", "/providers/{address}/mcp", this::mcp);
    }

    private HttpReply complete(HttpCall call) throws InterruptedException {
        JsonNode body = call.json();
        String prompt = ProcessRoute.prompt(body);
        receipts.misbehave(prompt);
        DemoPrices.Usage usage = prices.of(prompt, ProcessRoute.maxTokens(body));
        DemoReceipts.Lock lock = DemoReceipts.lock(call);
        String receipt =
                lock == null ? "" : DemoReceipts.text(receipts.sign(ProcessRoute.provider(call), lock, prompt, usage));
        Map<String, Object> completion = ProcessRoute.completion(body, usage);
        if (body.path("stream").asBoolean(false)) {
            return HttpReply.stream(200, "text/event-stream", out -> stream(out, prompt, completion, usage, receipt));
        }
        HttpReply reply = HttpReply.json(200, completion);
        return receipt.isEmpty() ? reply : reply.header("Fluxledger-Receipt", DemoReceipts.base64(receipt));
    }

    private void stream(
            OutputStream out, String prompt, Map<String, Object> completion, DemoPrices.Usage usage, String receipt)
            throws IOException {
        for (String word : ProcessRoute.SENTENCE.split("(?<= )")) {
            send(out, "", DemoReceipts.text(chunk(completion, Map.of("content", word))));
            if (prompt.startsWith("[stall]")) {
                stall();
            }
        }
        Map<String, Object> last = chunk(completion, Map.of());
        last.put("usage", ProcessRoute.counted(usage));
        send(out, "", DemoReceipts.text(last));
        send(out, "", "[DONE]");
        if (!receipt.isEmpty()) {
            send(out, "fluxledger-receipt", receipt);
        }
    }

    private void stall() throws IOException {
        try {
            receipts.hang();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopping", e);
        }
    }

    private static Map<String, Object> chunk(Map<String, Object> completion, Map<String, Object> delta) {
        Map<String, Object> chunk = new LinkedHashMap<>();
        for (String name : List.of("id", "created", "model")) {
            chunk.put(name, completion.get(name));
        }
        chunk.put("object", "chat.completion.chunk");
        chunk.put("choices", List.of(Map.of("index", 0, "delta", delta)));
        return chunk;
    }

    private static void send(OutputStream out, String name, String data) throws IOException {
        String head = name.isEmpty() ? "" : "event: " + name + "\n";
        out.write((head + "data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private HttpReply mcp(HttpCall call) throws InterruptedException {
        JsonNode message = call.json();
        if (!message.has("id")) {
            return HttpReply.bytes(202, "application/json", new byte[0]);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        answer.put("id", message.get("id"));
        switch (message.path("method").asText()) {
            case "initialize" ->
                answer.put(
                        "result",
                        Map.of(
                                "protocolVersion",
                                message.path("params").path("protocolVersion").asText("2025-06-18"),
                                "capabilities",
                                Map.of("tools", Map.of()),
                                "serverInfo",
                                Map.of("name", "demo", "version", "1")));
            case "ping" -> answer.put("result", Map.of());
            case "tools/list" -> answer.put("result", Map.of("tools", List.of(echo())));
            case "tools/call" -> answer.put("result", called(call, message.path("params")));
            default -> answer.put("error", Map.of("code", -32_601, "message", "unknown method"));
        }
        return HttpReply.json(200, answer);
    }

    private static Map<String, Object> echo() {
        return Map.of(
                "name",
                "echo",
                "description",
                "Gives back its text",
                "inputSchema",
                Map.of("type", "object", "properties", Map.of("text", Map.of("type", "string"))));
    }

    private Map<String, Object> called(HttpCall call, JsonNode params) throws InterruptedException {
        String text = params.path("arguments").path("text").asText();
        receipts.misbehave(text);
        Map<String, Object> result = new LinkedHashMap<>();
        List<Object> content = new ArrayList<>();
        content.add(Map.of("type", "text", "text", text));
        result.put("content", content);
        DemoReceipts.Lock lock = DemoReceipts.lock(call);
        if (lock != null) {
            result.put(
                    "_meta",
                    Map.of("fluxledger/receipt", receipts.sign(ProcessRoute.provider(call), lock, text, TOOL_USAGE)));
        }
        return result;
    }
}
