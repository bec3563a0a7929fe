package io.fluxledger.relayer.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/** A signer of these tests, not web3signer itself: answers as web3signer's eth1 interface is documented to. */
final class SigningServer implements AutoCloseable {
    static final String IDENTIFIER = "0x04abcdef";
    private final PrivateKey key;
    private final HttpServer server;
    volatile String mode = "sign";

    SigningServer(PrivateKey key) throws IOException {
        this.key = key;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/eth1/sign/" + IDENTIFIER, this::sign);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void sign(HttpExchange exchange) throws IOException {
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
        byte[] data = HexFormat.of().parseHex(body.required("data").asText().substring(2));
        String signature = key.sign(Keccak256.hash(data)).toString();
        switch (mode) {
            case "sign" -> answer(exchange, 200, signature);
            case "garbage" -> answer(exchange, 200, "no signature");
            case "long" -> answer(exchange, 200, "0x" + "ab".repeat(100_000));
            case "refuse" -> answer(exchange, 500, "locked");
            case "silent" -> {}
            default -> throw new IllegalArgumentException(mode);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
