package io.fluxledger.audit.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Json;
import io.fluxledger.signatures.Keccak256;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads contracts of one chain by JSON-RPC; its nodes are asked one after the other until one answers. */
public final class ChainCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int SELECTOR = 4;
    private static final int WORD = 32;
    private static final int OK = 200;
    private static final int MAX_ANSWER = 65_536;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private final ChainsFile.Chain chain;

    public ChainCalls(ChainsFile.Chain chain) {
        this.chain = chain;
    }

    public ChainsFile.Chain chain() {
        return chain;
    }

    /** Number of the latest block. */
    public long blockNumber() throws ChainUnavailableException {
        return new BigInteger(
                        ask("eth_blockNumber", Json.STRICT.createArrayNode()).substring(2), 16)
                .longValueExact();
    }

    /** Micro-USDC that an account holds after a block. */
    public long usdcMicros(String account, long blockNumber) throws ChainUnavailableException {
        byte[] address = HexFormat.of().parseHex(account, 2, account.length());
        byte[] data = ByteBuffer.allocate(SELECTOR + WORD)
                .put(selector("balanceOf(address)"))
                .put(SELECTOR + WORD - address.length, address)
                .array();
        return new BigInteger(1, call(chain.usdc(), data, "0x" + Long.toHexString(blockNumber))).longValueExact();
    }

    /** The root that FluxPayAudit holds for a batch, 32 bytes; zeros when it has none. */
    public byte[] anchoredRoot(long batchId) throws ChainUnavailableException {
        byte[] data = ByteBuffer.allocate(SELECTOR + WORD)
                .put(selector("roots(uint256)"))
                .putLong(SELECTOR + WORD - Long.BYTES, batchId)
                .array();
        return call(chain.audit(), data);
    }

    /** The root that was anchored last, 32 bytes; zeros when there is none. */
    public byte[] lastRoot() throws ChainUnavailableException {
        return call(chain.audit(), selector("lastRoot()"));
    }

    /** The batch that was anchored last; 0 when there is none. */
    public long lastBatchId() throws ChainUnavailableException {
        return new BigInteger(1, call(chain.audit(), selector("lastBatchId()"))).longValueExact();
    }

    /** Asks FluxPayAudit's view whether a leaf is under a batch's anchored root. */
    public boolean verify(long batchId, byte[] values, java.util.List<byte[]> proof) throws ChainUnavailableException {
        int padded = (values.length + WORD - 1) / WORD * WORD;
        int valuesAt = 3 * WORD;
        int proofAt = valuesAt + WORD + padded;
        ByteBuffer data = ByteBuffer.allocate(SELECTOR + proofAt + WORD * (1 + proof.size()));
        data.put(selector("verify(uint256,bytes,bytes32[])"));
        data.putLong(SELECTOR + WORD - Long.BYTES, batchId);
        data.putLong(SELECTOR + 2 * WORD - Long.BYTES, valuesAt);
        data.putLong(SELECTOR + 3 * WORD - Long.BYTES, proofAt);
        data.putLong(SELECTOR + valuesAt + WORD - Long.BYTES, values.length);
        data.put(SELECTOR + valuesAt + WORD, values);
        data.putLong(SELECTOR + proofAt + WORD - Long.BYTES, proof.size());
        for (int i = 0; i < proof.size(); i++) {
            data.put(SELECTOR + proofAt + WORD * (1 + i), proof.get(i));
        }
        return new BigInteger(1, call(chain.audit(), data.array())).signum() != 0;
    }

    private static byte[] selector(String signature) {
        return Arrays.copyOf(Keccak256.hash(signature), SELECTOR);
    }

    private byte[] call(String to, byte[] data) throws ChainUnavailableException {
        return call(to, data, "latest");
    }

    private byte[] call(String to, byte[] data, String block) throws ChainUnavailableException {
        ObjectNode call = Json.STRICT.createObjectNode();
        call.put("to", to).put("data", "0x" + HexFormat.of().formatHex(data));
        String answer = ask("eth_call", Json.STRICT.createArrayNode().add(call).add(block));
        byte[] bytes = HexFormat.of().parseHex(answer, 2, answer.length());
        if (bytes.length != WORD) {
            throw new ChainUnavailableException("chain %d: %s answers %d bytes, is it the contract of chains.file?"
                    .formatted(chain.chainId(), to, bytes.length));
        }
        return bytes;
    }

    private String ask(String method, JsonNode parameters) throws ChainUnavailableException {
        ChainUnavailableException last = new ChainUnavailableException("chain " + chain.chainId() + " has no nodes");
        for (URI node : chain.rpcUrls()) {
            try {
                return ask(node, method, parameters);
            } catch (ChainUnavailableException e) {
                last = e;
            }
        }
        throw last;
    }

    private String ask(URI node, String method, JsonNode parameters) throws ChainUnavailableException {
        ObjectNode question = Json.STRICT.createObjectNode();
        question.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", parameters);
        String what = "chain " + chain.chainId() + ": " + method;
        try {
            HttpResponse<byte[]> answer = HTTP.send(
                    HttpRequest.newBuilder(node)
                            .timeout(TIMEOUT)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(question.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != OK || answer.body().length > MAX_ANSWER) {
                throw new ChainUnavailableException(what + " is answered " + answer.statusCode());
            }
            JsonNode result = Json.STRICT.readTree(answer.body()).path("result");
            if (!result.isTextual() || !result.asText().startsWith("0x")) {
                throw new ChainUnavailableException(what + " is not answered with a result");
            }
            return result.asText();
        } catch (IOException e) {
            throw new ChainUnavailableException(what + " is not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChainUnavailableException(what + " was interrupted", e);
        }
    }
}
