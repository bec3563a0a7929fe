package io.fluxledger.intake.wallet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.servers.Anvil;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Progress;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.Keccak256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** An EVM node of its own, spoken to in plain JSON-RPC with the accounts that it opens for development. */
public final class DevelopmentNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Answers name() with USD Coin, version() with 2, decimals() with 6, and whatever else with nothing. */
    private static final String TOKEN = "0x5f3560e01c806306fdde0314602657806354fd4d50146058578063313ce56714608a57000000"
            + "5b60205f5260086020527f55534420436f696e00000000000000000000000000000000000000000000000060405260605ff3"
            + "5b60205f5260016020527f320000000000000000000000000000000000000000000000000000000000000060405260605ff3"
            + "5b60065f5260205ff3";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Anvil anvil;
    public final URI rpcUrl;

    public DevelopmentNode(Path directory, long chainId) {
        anvil = Anvil.start(directory, chainId, Ports.free(), directory.resolve("anvil.log"), Progress.SILENT);
        rpcUrl = URI.create("http://127.0.0.1:" + anvil.port());
    }

    private JsonNode call(String method, Object... parameters) throws IOException, InterruptedException {
        ObjectNode request =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        ArrayNode params = request.putArray("params");
        Arrays.stream(parameters).forEach(params::addPOJO);
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(rpcUrl)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                JSON.writeValueAsString(request), StandardCharsets.UTF_8))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode answer = JSON.readTree(response.body());
        if (answer.has("error")) {
            throw new IOException(method + ": " + answer.get("error"));
        }
        return answer.path("result");
    }

    /** @return address of what was created, where something was */
    String transact(ObjectNode transaction) throws IOException, InterruptedException {
        transaction.put("from", call("eth_accounts").get(0).asText());
        String hash = call("eth_sendTransaction", transaction).asText();
        var _ = call("evm_mine");
        JsonNode receipt = call("eth_getTransactionReceipt", hash);
        if (!receipt.path("status").asText().equals("0x1")) {
            throw new IOException("transaction failed: " + receipt);
        }
        return receipt.path("contractAddress").asText();
    }

    public String create(String artifact) throws IOException, InterruptedException {
        try (InputStream in = DevelopmentNode.class.getResourceAsStream("/contracts/" + artifact + ".json")) {
            String bytecode = JSON.readTree(Objects.requireNonNull(in))
                    .required("bytecode")
                    .asText();
            return transact(JSON.createObjectNode().put("data", bytecode));
        }
    }

    public String ask(String to, String data) throws IOException, InterruptedException {
        return call("eth_call", JSON.createObjectNode().put("to", to).put("data", data), "latest")
                .asText();
    }

    public void send(String to, String data) throws IOException, InterruptedException {
        var _ = transact(JSON.createObjectNode().put("to", to).put("data", data));
    }

    /** Puts something that says of itself what USDC says where these tests have USDC. */
    public DevelopmentNode withToken() throws IOException, InterruptedException {
        setCode(EthAddress.parse("0x" + "cc".repeat(20)), TOKEN);
        return this;
    }

    void setCode(EthAddress address, String code) throws IOException, InterruptedException {
        var _ = call("anvil_setCode", address.toString(), code);
    }

    boolean hasCode(EthAddress address) throws IOException, InterruptedException {
        return call("eth_getCode", address.toString(), "latest").asText().length() > 2;
    }

    /** Calldata of a function whose arguments are one word each. */
    public static String calldata(String signature, String... words) {
        StringBuilder data = new StringBuilder("0x");
        data.append(HexFormat.of().formatHex(Keccak256.hash(signature), 0, 4));
        for (String word : words) {
            String digits = word.substring(2);
            data.append("0".repeat(64 - digits.length())).append(digits);
        }
        return data.toString();
    }

    @Override
    public void close() {
        anvil.close();
        http.close();
    }
}
