package io.fluxledger.bench.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.web3j.utils.Numeric;

/** JSON-RPC as a simple program does it. */
final class NodeCalls implements AutoCloseable {
    private final URI url;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    NodeCalls(URI url) {
        this.url = url;
    }

    /** @param parameters JSON, without the brackets */
    JsonNode call(String method, String parameters) throws IOException, InterruptedException {
        JsonNode answer = post(request(0, method, parameters));
        if (answer.hasNonNull("error")) {
            throw new IOException(method + ": " + answer.path("error").path("message"));
        }
        return answer.path("result");
    }

    long number(String method, String parameters) throws IOException, InterruptedException {
        return Long.decode(call(method, parameters).asText());
    }

    long pending() throws IOException, InterruptedException {
        return Long.decode(call("txpool_status", "").path("pending").asText());
    }

    long minedNonce(String account) throws IOException, InterruptedException {
        return number("eth_getTransactionCount", "\"" + account + "\",\"latest\"");
    }

    /** Sends signed transactions in one request. */
    void send(List<byte[]> raws) throws IOException, InterruptedException {
        String calls = IntStream.range(0, raws.size())
                .mapToObj(i -> request(i, "eth_sendRawTransaction", "\"" + Numeric.toHexString(raws.get(i)) + "\""))
                .collect(Collectors.joining(",", "[", "]"));
        for (JsonNode answer : post(calls)) {
            if (answer.hasNonNull("error")) {
                throw new IOException("not taken: " + answer.path("error").path("message"));
            }
        }
    }

    private static String request(int id, String method, String parameters) {
        return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":[%s]}".formatted(id, method, parameters);
    }

    private JsonNode post(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return Json.STRICT.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Override
    public void close() {
        http.close();
    }
}
