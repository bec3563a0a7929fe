package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.project.Rebuild;
import io.fluxledger.runtime.Json;
import io.fluxledger.testkit.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Another generation takes the place of the one that is read meanwhile. */
class RebuildTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static JsonNode get(AuditMain service, String path) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/v1/audit/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.STRICT.readTree(answer.body());
    }

    @Test
    void theNewGenerationIsTheSameAndNobodyNoticesTheChange() throws Exception {
        ToldStory story = ToldStory.shared();
        TestPostgres postgres = TestPostgres.fresh();
        try (AuditMain service = ToldStory.start(postgres, Map.of("seal.interval", "PT1H"));
                Database database = Database.connect(ToldStory.configuration(postgres))) {
            story.awaitEnd(database);
            database.jdbi().useHandle(handle -> {
                handle.execute("INSERT INTO encrypted_progress (chain_id, next_block) VALUES (43114, 9)");
                handle.execute("INSERT INTO encrypted_moves (chain_id, transaction_hash, log_index, block_number, kind,"
                        + " sender, amount_micros) VALUES (43114, '0x1', 0, 8, 'DEPOSIT', '0xa', 5)");
            });
            Map<String, List<String>> before = ToldStory.contents(database);
            List<String> indexes = ToldStory.indexes(database);
            long generation = get(service, "status").path("generation").asLong();
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger reads = new AtomicInteger();
            AtomicInteger wrong = new AtomicInteger();
            Thread reader = Thread.ofVirtual().start(() -> {
                while (!done.get()) {
                    try {
                        reads.incrementAndGet();
                        if (!get(service, "trial-balance")
                                        .path("total")
                                        .asText()
                                        .equals("0")
                                || get(service, "journal?limit=1").path("items").isEmpty()) {
                            wrong.incrementAndGet();
                        }
                    } catch (Exception | AssertionError e) {
                        wrong.incrementAndGet();
                    }
                }
            });
            Rebuild rebuild = new Rebuild(ToldStory.configuration(postgres), story.kafka, 2, 500, 50);
            Rebuild.Report report;
            try {
                report = rebuild.run((applied, live) -> assertThat(applied).isLessThanOrEqualTo(live));
            } finally {
                done.set(true);
                reader.join();
            }
            assertThat(wrong).hasValue(0);
            assertThat(reads.get()).isPositive();
            assertThat(report.records()).isGreaterThanOrEqualTo(story.records.size());
            assertThat(get(service, "status").path("generation").asLong()).isNotEqualTo(generation);
            assertThat(ToldStory.contents(database)).isEqualTo(before);
            assertThat(ToldStory.indexes(database)).isEqualTo(indexes).allMatch(each -> each.endsWith("valid"));
            assertThat(rebuild.run((applied, live) -> {}).records()).isEqualTo(report.records());
            assertThat(ToldStory.contents(database)).isEqualTo(before);
        }
    }
}
