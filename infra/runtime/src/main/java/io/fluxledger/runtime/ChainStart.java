package io.fluxledger.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.ChainsFile.Chain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every chain, before a service starts, whether it is the configured one: its id at every node, that USDC stands at its
 * address, and the token's name, version and decimals. A signature for another chain or domain than the configured one would
 * be worth nothing, or worth something elsewhere. A node that does not answer is no reason not to start, as long as the
 * configuration says all that is needed.
 */
public final class ChainStart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainStart.class);
    private static final int USDC_DECIMALS = 6;
    private static final int WORD_HEX = 64;
    private static final int MAX_NAME_BYTES = 64;
    private static final int MAX_ANSWER_BYTES = 256 * 1_024;
    /** First four bytes of the hashes of name(), version() and decimals(). */
    private static final String NAME = "0x06fdde03";

    private static final String VERSION = "0x54fd4d50";
    private static final String DECIMALS = "0x313ce567";

    private final Duration timeout;
    private final HttpClient http;

    private ChainStart(Duration timeout) {
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * Checks all chains at once.
     *
     * @param timeout for one question
     * @return the file with the tokens' names as the chains say them
     * @throws ConfigurationException naming the chain and what is wrong with it
     */
    public static ChainsFile confirmed(ChainsFile file, Duration timeout) {
        try (ChainStart start = new ChainStart(timeout);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Chain>> asked = new ArrayList<>();
            file.chains().forEach(chain -> asked.add(threads.submit(() -> start.confirm(chain))));
            List<Chain> chains = new ArrayList<>();
            for (Future<Chain> chain : asked) {
                chains.add(chain.get());
            }
            return new ChainsFile(file.homeChainId(), file.domain(), chains);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigurationException("interrupted while the chains were asked");
        }
    }

    private Chain confirm(Chain chain) {
        String at = "chains[" + chain.chainId() + "] (" + chain.name() + "): ";
        Optional<URI> answering = Optional.empty();
        for (int i = 0; i < chain.rpcUrls().size(); i++) {
            URI node = chain.rpcUrls().get(i);
            Optional<BigInteger> id = ask(node, "eth_chainId").map(ChainStart::number);
            if (id.isEmpty()) {
                LOG.warn("{}node {} of rpcUrls does not answer", at, i);
            } else if (!id.get().equals(BigInteger.valueOf(chain.chainId()))) {
                throw new ConfigurationException("%snode %d of rpcUrls serves chain %d".formatted(at, i, id.get()));
            } else if (answering.isEmpty()) {
                answering = Optional.of(node);
            }
        }
        if (answering.isPresent()) {
            return confirmToken(chain, at, answering.get());
        }
        if (chain.usdcName().isEmpty()) {
            throw new ConfigurationException(
                    at + "no node answers, and usdcName, which only the chain says, is not given");
        }
        LOG.warn("{}not confirmed: no node answers", at);
        return chain;
    }

    private Chain confirmToken(Chain chain, String at, URI node) {
        String token = at + "usdc " + chain.usdc() + " ";
        if (ask(node, "eth_getCode", chain.usdc(), "latest").orElse("0x").length() <= 2) {
            throw new ConfigurationException(token + "has no code on this chain");
        }
        BigInteger decimals = call(node, chain.usdc(), DECIMALS)
                .map(ChainStart::number)
                .orElseThrow(() -> new ConfigurationException(token + "has no decimals(): it is no ERC-20 token"));
        if (!decimals.equals(BigInteger.valueOf(USDC_DECIMALS))) {
            throw new ConfigurationException(token + "has " + decimals + " decimals, USDC has " + USDC_DECIMALS);
        }
        String name = text(call(node, chain.usdc(), NAME), token + "has no name()");
        if (!chain.usdcName().isEmpty() && !chain.usdcName().equals(name)) {
            throw new ConfigurationException(
                    token + "says its name is \"" + name + "\", usdcName says \"" + chain.usdcName() + "\"");
        }
        String version = text(call(node, chain.usdc(), VERSION), token + "has no version(): it takes no EIP-3009");
        if (!chain.usdcVersion().equals(version)) {
            throw new ConfigurationException(token + "says its version is \"" + version + "\", usdcVersion says \""
                    + chain.usdcVersion() + "\"");
        }
        return chain.withUsdcName(name);
    }

    private Optional<String> call(URI node, String to, String data) {
        ObjectNode transaction = Json.STRICT.createObjectNode().put("to", to).put("data", data);
        return ask(node, "eth_call", transaction, "latest").filter(result -> result.length() >= 2 + WORD_HEX);
    }

    /** Empty when the node does not answer, or answers with an error. */
    private Optional<String> ask(URI node, String method, Object... parameters) {
        ObjectNode request =
                Json.STRICT.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
        request.put("method", method);
        ArrayNode list = request.putArray("params");
        for (Object parameter : parameters) {
            list.add(Json.STRICT.<JsonNode>valueToTree(parameter));
        }
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(node)
                            .timeout(timeout)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                            .build(),
                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
            return Optional.ofNullable(
                    Json.STRICT.readTree(answer.body()).path("result").textValue());
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{} was not answered", method, e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static BigInteger number(String hex) {
        try {
            return new BigInteger(hex.substring(2), 16);
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new ConfigurationException("a node answered with \"" + hex + "\" where a number was expected", e);
        }
    }

    /** An ABI-encoded string: offset, length, bytes. */
    private static String text(Optional<String> returned, String otherwise) {
        String hex = returned.map(value -> value.substring(2)).orElse("");
        if (hex.length() < 2 * WORD_HEX) {
            throw new ConfigurationException(otherwise);
        }
        BigInteger length = new BigInteger(hex.substring(WORD_HEX, 2 * WORD_HEX), 16);
        if (length.bitLength() > 16
                || length.intValue() > MAX_NAME_BYTES
                || hex.length() < 2 * WORD_HEX + 2 * length.intValue()) {
            throw new ConfigurationException(otherwise);
        }
        byte[] bytes = HexFormat.of().parseHex(hex, 2 * WORD_HEX, 2 * WORD_HEX + 2 * length.intValue());
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
