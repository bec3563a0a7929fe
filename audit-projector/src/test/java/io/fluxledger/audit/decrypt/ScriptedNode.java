package io.fluxledger.audit.decrypt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fluxledger.signatures.Keccak256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A node with one contract, which has logged deposits; it can fail. */
final class ScriptedNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TOKEN_ID = 2;

    private record Logged(long block, String user, long tokenId, long micros) {}

    private final List<Logged> deposits = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String contract;
    /** Requests that are answered with an HTTP error. */
    final AtomicInteger failures = new AtomicInteger();

    volatile long newestBlock;
    volatile long lowestAsked = Long.MAX_VALUE;

    ScriptedNode(String contract) throws IOException {
        this.contract = contract;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** @param tokenId 2 is that of USDC */
    void deposit(long block, String user, long tokenId, long micros) {
        deposits.add(new Logged(block, user, tokenId, micros));
        newestBlock = Math.max(newestBlock, block);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            ObjectNode body = JSON.createObjectNode().put("jsonrpc", "2.0");
            body.set("id", request.path("id"));
            switch (request.path("method").asText()) {
                case "eth_blockNumber" -> body.put("result", quantity(newestBlock));
                case "eth_call" -> body.put("result", "0x" + word(TOKEN_ID));
                case "eth_getLogs" -> body.set("result", logs(request.at("/params/0")));
                default -> throw new IOException("not asked for: " + request);
            }
            byte[] bytes = JSON.writeValueAsBytes(body);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private ArrayNode logs(JsonNode filter) {
        long from = Long.decode(filter.path("fromBlock").asText());
        long to = Long.decode(filter.path("toBlock").asText());
        lowestAsked = Math.min(lowestAsked, from);
        ArrayNode logs = JSON.createArrayNode();
        for (int i = 0; i < deposits.size(); i++) {
            Logged deposit = deposits.get(i);
            if (deposit.block() >= from && deposit.block() <= to) {
                ObjectNode log = logs.addObject()
                        .put("address", contract)
                        .put("blockNumber", quantity(deposit.block()))
                        .put("transactionHash", "0x" + word(100 + i))
                        .put("logIndex", quantity(i))
                        .put("data", "0x" + word(deposit.micros()) + word(0));
                log.putArray("topics")
                        .add(topic("Deposit(address,uint256,uint256,uint256)"))
                        .add("0x" + "0".repeat(24) + deposit.user().substring(2))
                        .add("0x" + word(deposit.tokenId()));
            }
        }
        return logs;
    }

    private static String topic(String signature) {
        return "0x" + HexFormat.of().formatHex(Keccak256.hash(signature));
    }

    private static String word(long number) {
        return "%064x".formatted(number);
    }

    private static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
