package io.fluxledger.relayer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.fluxledger.relayer.send.LaneEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a node is asked for all of a head; what it says is written here. */
class SameHeadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SIGNER = "0x" + "11".repeat(20);

    private HttpServer server;
    private EvmNode node;
    private NodeSession session;
    private volatile long block = 100;
    private volatile boolean refusesNumber;
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                JsonNode asked = JSON.readTree(exchange.getRequestBody());
                ArrayNode all = JSON.createArrayNode();
                for (JsonNode call :
                        asked.isArray() ? asked : JSON.createArrayNode().add(asked)) {
                    all.add(answer(call));
                }
                byte[] body = JSON.writeValueAsBytes(asked.isArray() ? all : all.get(0));
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        node = new EvmNode(List.of(url), 1, 2);
        session = node.session();
    }

    @AfterEach
    void stop() {
        node.close();
        server.stop(0);
    }

    private ObjectNode answer(JsonNode call) {
        calls.incrementAndGet();
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", call.path("id"));
        String method = call.path("method").asText();
        if (method.equals("eth_blockNumber") && refusesNumber) {
            answer.putObject("error").put("code", -32_000).put("message", "not now");
        } else if (method.equals("eth_getBlockByNumber")) {
            String asked = call.path("params").path(0).asText();
            long number = asked.startsWith("0x") ? Long.parseLong(asked, 2, asked.length(), 16) : block;
            answer.putObject("result")
                    .put("number", hex(number))
                    .put("timestamp", hex(1_000 + number))
                    .put("baseFeePerGas", "0x7")
                    .put("hash", "0x" + "%064x".formatted(number));
        } else {
            answer.put("result", method.equals("eth_chainId") ? "0x1" : hex(block));
        }
        return answer;
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    /** How many calls it took, the number and the time of the head. */
    private String head(long anchorBlock, long nowMs) throws Exception {
        int before = calls.get();
        LaneEvent.HeadSeen seen = session.head(SIGNER, anchorBlock, nowMs);
        assertThat(seen.minedNonce()).isEqualTo(seen.blockNumber());
        return (calls.get() - before) + " " + seen.blockNumber() + " " + seen.nowMs();
    }

    @Test
    void aHeadHoldsForASecondWhileThereIsNoHigherOne() throws Exception {
        assertThat(head(-1, 5_000)).isEqualTo("8 100 5000");
        assertThat(head(-1, 5_300)).isEqualTo("1 100 5300");
        assertThat(head(-1, 5_999)).isEqualTo("1 100 5999");
        assertThat(head(-1, 6_000)).isEqualTo("7 100 6000");
        assertThat(head(-1, 6_999)).isEqualTo("1 100 6999");
        block = 101;
        assertThat(head(-1, 6_999)).isEqualTo("8 101 6999");
        refusesNumber = true;
        assertThat(head(-1, 7_000)).isEqualTo("8 101 7000");
    }

    /** With two confirmations the block before the head is the newest final one, whose hash a head has in any case. */
    @Test
    void theHashOfAnotherBlockIsAskedForUnlessItIsKnown() throws Exception {
        assertThat(head(90, 5_000)).isEqualTo("8 100 5000");
        assertThat(head(99, 5_001)).isEqualTo("1 100 5001");
        assertThat(anchorHash(99, 5_002)).isEqualTo(hash(99));
        assertThat(anchorHash(90, 5_003)).isEqualTo(hash(90));
        assertThat(head(91, 5_004)).isEqualTo("7 100 5004");
        assertThat(anchorHash(91, 5_005)).isEqualTo(hash(91));
        assertThat(anchorHash(-1, 5_006)).isEqualTo("null");
    }

    private String anchorHash(long anchorBlock, long nowMs) throws Exception {
        return String.valueOf(session.head(SIGNER, anchorBlock, nowMs).anchorHash());
    }

    private static String hash(long number) {
        return NodeSession.hash("0x" + "%064x".formatted(number)).toString();
    }

    @Test
    void anEndpointThatFailedMeanwhileIsAskedAnew() throws Exception {
        assertThat(head(-1, 5_000)).isEqualTo("8 100 5000");
        node.health().failed(0, 5_100);
        assertThat(head(-1, 5_200)).isEqualTo("7 100 5200");
    }
}
