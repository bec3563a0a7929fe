package io.fluxledger.relayer.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** JSON-RPC at one address; many calls in one HTTP request. Safe for use by several threads. */
final class RpcEndpoint implements AutoCloseable {
    /** @param parameters strings, booleans, lists and maps of those */
    record Call(String method, List<?> parameters) {
        static Call of(String method, Object... parameters) {
            return new Call(method, List.of(parameters));
        }
    }

    /**
     * One of both.
     *
     * @param error what the node has against the call; null when it gave a result
     */
    record Answer(JsonNode result, @Nullable Refusal error) {}

    /** @param data revert data where the node gives it, as text; empty otherwise */
    record Refusal(String message, String data) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    /** Providers limit how many calls a request may carry. */
    private static final int MAX_CALLS = 100;

    private static final long TIMEOUT_S = 10;
    private static final int OK = 200;

    private final URI url;
    private final OkHttpClient http;

    RpcEndpoint(URI url) {
        this.url = url;
        this.http = new OkHttpClient.Builder()
                .socketFactory(new PromptSockets())
                .connectTimeout(TIMEOUT_S, TimeUnit.SECONDS)
                .readTimeout(TIMEOUT_S, TimeUnit.SECONDS)
                .build();
    }

    /** Host and port, without path and query: those may hold a provider's key. */
    String name() {
        return url.getHost() + ":" + url.getPort();
    }

    /**
     * Answers in the order of the calls.
     *
     * @throws IOException when any of them has no answer
     */
    List<Answer> call(List<Call> calls) throws IOException {
        List<Answer> answers = new ArrayList<>(calls.size());
        for (int from = 0; from < calls.size(); from += MAX_CALLS) {
            answers.addAll(request(calls.subList(from, Math.min(calls.size(), from + MAX_CALLS))));
        }
        return answers;
    }

    private List<Answer> request(List<Call> calls) throws IOException {
        ArrayNode batch = JSON.createArrayNode();
        for (int id = 0; id < calls.size(); id++) {
            Call call = calls.get(id);
            ObjectNode one = batch.addObject();
            one.put("jsonrpc", "2.0").put("id", id).put("method", call.method());
            one.set("params", JSON.valueToTree(call.parameters()));
        }
        byte[] body = JSON.writeValueAsBytes(calls.size() == 1 ? batch.get(0) : batch);
        Request request = new Request.Builder()
                .url(url.toString())
                .post(RequestBody.create(body, JSON_TYPE))
                .build();
        try (Response response = http.newCall(request).execute()) {
            if (response.code() != OK) {
                throw new IOException(name() + " answered HTTP " + response.code());
            }
            ResponseBody answered = response.body();
            if (answered == null) {
                throw new IOException(name() + " answered nothing");
            }
            return ordered(JSON.readTree(answered.bytes()), calls);
        }
    }

    private List<Answer> ordered(JsonNode body, List<Call> calls) throws IOException {
        @Nullable Answer[] byId = new Answer[calls.size()];
        for (JsonNode one : body.isArray() ? body : JSON.createArrayNode().add(body)) {
            int id = calls.size() == 1 ? 0 : one.path("id").asInt(-1);
            if (id >= 0 && id < byId.length) {
                byId[id] = answer(one);
            }
        }
        List<Answer> answers = new ArrayList<>(calls.size());
        for (int id = 0; id < byId.length; id++) {
            Answer answer = byId[id];
            if (answer == null) {
                throw new IOException(
                        name() + " did not answer " + calls.get(id).method());
            }
            answers.add(answer);
        }
        return answers;
    }

    private static Answer answer(JsonNode one) {
        JsonNode error = one.get("error");
        if (error == null || error.isNull()) {
            JsonNode result = one.get("result");
            return new Answer(result == null ? NullNode.getInstance() : result, null);
        }
        JsonNode data = error.path("data");
        return new Answer(
                NullNode.getInstance(),
                new Refusal(
                        error.path("message").asText("unknown error"),
                        data.isTextual() ? data.asText() : data.isMissingNode() ? "" : data.toString()));
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
