package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fluxledger.audit.config.Database;
import io.fluxledger.testkit.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Batches on a data-availability layer, against a stub of its service that says so of itself. */
class AvailabilityTest {
    private static final String KEY = "a key of this test";

    /** A stub of Avail's Turbo DA service: it takes bytes, and includes them in a block when it is told to. */
    private static final class StubOfAvail implements AutoCloseable {
        private final HttpServer server;
        private final Map<String, String> submissions = new TreeMap<>();
        private final List<String> keys = new ArrayList<>();
        private final AtomicBoolean includes = new AtomicBoolean();

        StubOfAvail() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/submit_raw_data", this::submit);
            server.createContext("/v1/get_submission_info", this::info);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        synchronized List<String> submitted() {
            return List.copyOf(submissions.values());
        }

        synchronized List<String> keys() {
            return List.copyOf(keys);
        }

        private synchronized void submit(HttpExchange call) throws IOException {
            keys.add(String.valueOf(call.getRequestHeaders().getFirst("x-api-key")));
            String id = "stub-" + (submissions.size() + 1);
            submissions.put(id, new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(call, "{\"submission_id\":\"" + id + "\"}");
        }

        private void info(HttpExchange call) throws IOException {
            answer(
                    call,
                    includes.get()
                            ? "{\"data\":{\"block_hash\":\"0xb10c\",\"extrinsic_index\":3,\"tx_hash\":\"0x7a\"},\"state\":\"Finalized\"}"
                            : "{\"data\":{\"block_hash\":null},\"state\":\"Pending\"}");
        }

        private static void answer(HttpExchange call, String json) throws IOException {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, body.length);
            try (call) {
                call.getResponseBody().write(body);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void aBatchIsIncludedOnlyWhenTheLayerNamesTheBlock() throws Exception {
        ToldStory story = ToldStory.shared();
        TestPostgres postgres = TestPostgres.fresh();
        try (StubOfAvail layer = new StubOfAvail();
                AuditMain service = ToldStory.start(
                        postgres,
                        Map.of(
                                "seal.interval",
                                "PT0.1S",
                                "seal.maxLines",
                                "20",
                                "availability.url",
                                layer.url(),
                                "availability.key",
                                KEY));
                Database database = Database.connect(ToldStory.configuration(postgres))) {
            assertThat(service.port()).isPositive();
            story.awaitEnd(database);
            await().atMost(ToldStory.PATIENCE)
                    .untilAsserted(() -> assertThat(publications(database))
                            .isNotEmpty()
                            .allMatch(each -> each.startsWith("SUBMITTED stub-") && each.endsWith(" null")));
            assertThat(layer.keys()).containsOnly(KEY);
            assertThat(layer.submitted().getFirst()).contains("\"format\":\"fluxledger-batch-1\"", "\"root\":\"0x");
            layer.includes.set(true);
            await().atMost(ToldStory.PATIENCE)
                    .untilAsserted(() -> assertThat(publications(database))
                            .isNotEmpty()
                            .allMatch(each -> each.startsWith("INCLUDED stub-") && each.endsWith(" 0xb10c")));
        }
    }

    private static List<String> publications(Database database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT state || ' ' || COALESCE(submission_id, 'none') || ' ' || COALESCE(block_hash, 'null')"
                                        + " FROM merkle_publications WHERE layer = 'avail'")
                        .mapTo(String.class)
                        .list());
    }
}
