package io.fluxledger.intake.wallet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.Json;
import io.fluxledger.signatures.EthAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls without a transaction on one chain. Bounded in time, gas and size. Safe for use by several threads. */
final class ChainCalls implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 64 * 1_024;
    private static final int EXECUTION_REVERTED = 3;
    private static final String GAS = "0x4c4b40";

    /** The chain's node could not be asked, or gave no answer of its own; the same call may succeed later. */
    static final class UnreachableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreachableException(String message) {
            super(message);
        }
    }

    /** What a call gave. */
    sealed interface Result {
        /** @param hex what it returned, 0x-hex */
        record Returned(String hex) implements Result {}

        record Reverted() implements Result {}
    }

    private final URI rpcUrl;
    private final Duration timeout;
    private final HttpClient http;

    ChainCalls(URI rpcUrl, Duration timeout) {
        this.rpcUrl = rpcUrl;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /** Runs creation code on the latest block; nothing of what it does lasts. */
    Result run(byte[] creationCode) throws UnreachableException {
        return call(Json.STRICT.createObjectNode(), creationCode);
    }

    /** Calls a contract on the latest block, as if that account had sent the call. */
    Result call(EthAddress from, EthAddress to, byte[] data) throws UnreachableException {
        return call(Json.STRICT.createObjectNode().put("from", from.toString()).put("to", to.toString()), data);
    }

    private Result call(ObjectNode transaction, byte[] data) throws UnreachableException {
        transaction.put("gas", GAS);
        transaction.put("data", "0x" + HexFormat.of().formatHex(data));
        ObjectNode request = Json.STRICT.createObjectNode();
        request.put("jsonrpc", "2.0");
        request.put("id", 1);
        request.put("method", "eth_call");
        request.putArray("params").add(transaction).add("latest");
        JsonNode answer = send(request);
        JsonNode result = answer.path("result");
        if (result.isTextual()) {
            return new Result.Returned(result.textValue());
        }
        if (isExecutionError(answer.path("error"))) {
            return new Result.Reverted();
        }
        throw new UnreachableException("the chain's node answered: "
                + answer.path("error").path("message").asText("no result"));
    }

    /** Nodes agree on the code of a revert; for running out of gas or an invalid opcode each has words of its own. */
    private static boolean isExecutionError(JsonNode error) {
        String message = error.path("message").asText();
        return error.path("code").asInt() == EXECUTION_REVERTED
                || message.contains("revert")
                || message.contains("out of gas")
                || message.contains("OutOfGas")
                || message.contains("EVM error")
                || message.contains("invalid opcode");
    }

    private JsonNode send(ObjectNode request) throws UnreachableException {
        // The request's own time-out ends with the headers; this one covers the body too.
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                HttpRequest.newBuilder(rpcUrl)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                        .build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return Json.STRICT.readTree(
                    answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).body());
        } catch (TimeoutException e) {
            throw new UnreachableException("the chain's node did not answer within " + timeout);
        } catch (ExecutionException e) {
            throw new UnreachableException("the chain's node cannot be reached");
        } catch (IOException e) {
            throw new UnreachableException("the chain's node did not answer with JSON");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("the service is stopping");
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
