package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.config.Database;
import io.fluxledger.runtime.Json;
import io.fluxledger.testkit.TestPostgres;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is asked is answered, and what cannot be is refused: nothing is ignored, and nobody's question holds up the others. */
class QuestionsTest {
    private static final String API = "/v1/audit/";
    private static final int CROWD = 24;

    /** A question, and the parameter that its refusal names. */
    private static final String REFUSED = """
            accounts?as_of=1970-01-01T00:20:00Z              | as_of
            providers?as_of=1                                | as_of
            providers/{provider}?as_of=1                     | as_of
            coverage?as_of=1                                 | as_of
            reconciliation?as_of=1                           | as_of
            intents?as_of=1                                  | as_of
            payouts?as_of=1                                  | as_of
            private-payouts?as_of=1                          | as_of
            transfers?as_of=1                                | as_of
            batches?as_of=1                                  | as_of
            transactions?as_of=1                             | as_of
            discrepancies?as_of=1                            | as_of
            moves?as_of=1                                    | as_of
            anchors?as_of=1                                  | as_of
            status?as_of=1                                   | as_of
            journal?asof=1                                   | asof
            journal?limit=1&limit=2                          | limit
            trial-balance?as_of=ledger.journal.v1:77:0       | as_of
            trial-balance?as_of=ledger.journal.v1:-1:0       | as_of
            trial-balance?as_of=ledger.journal.v1:0:999999   | as_of
            trial-balance?as_of=ledger.journal.v1:0:-1       | as_of
            trial-balance?as_of=some.journal.v1:0:0          | as_of
            accounts/{alice}?as_of=provider.journal.v1:0:999 | as_of
            journal?as_of=ledger.journal.v1:77:0             | as_of
            trial-balance?as_of=%2B1000000000-12-31T23:59:59Z | as_of
            journal?from=%2B1000000000-12-31T23:59:59Z       | from
            journal?to=-1000000000-01-01T00:00:00Z           | to
            journal?as_of=99999999999999999999               | as_of
            journal?inputType=a%00b                          | inputType
            journal?topic=%00                                | topic
            payouts?batch=%00                                | batch
            search?q=%00                                     | q
            intents/%00                                      | path
            batches/a%00                                     | path
            accounts?cursor={small}                          | cursor
            accounts?cursor={nul}                            | cursor
            """;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static TestPostgres postgres;
    private static AuditMain service;
    private static Database database;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.fresh();
        service = ToldStory.start(postgres, Map.of("read.timeout", "PT1S"));
        database = Database.connect(ToldStory.configuration(postgres));
        ToldStory.shared().awaitEnd(database);
    }

    @AfterAll
    static void stop() {
        database.close();
        service.close();
    }

    private static HttpResponse<String> send(String path) throws Exception {
        return HTTP.send(
                TestKeys.auditors(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = send(API + path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return Json.STRICT.readTree(answer.body());
    }

    private static String cursor(String... parts) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatCannotBeAnsweredIsRefusedByName() throws Exception {
        List<String> otherwise = new ArrayList<>();
        for (String line : REFUSED.lines().toList()) {
            String[] parts = line.split("\\|", -1);
            String path = parts[0].strip()
                    .replace("{alice}", Story.ALICE.toString())
                    .replace("{provider}", Story.PROVIDER.toString())
                    .replace("{small}", cursor("accounts", "0xa", "PAYER", "1", "topic", "2147483648"))
                    .replace("{nul}", cursor("accounts", "0xa\0", "PAYER", "1", "topic", "1"));
            HttpResponse<String> answer = send(API + path);
            if (answer.statusCode() != 400
                    || !Json.STRICT
                            .readTree(answer.body())
                            .path("field")
                            .asText()
                            .equals(parts[1].strip())) {
                otherwise.add(path + ": " + answer.statusCode() + " " + answer.body());
            }
        }
        assertThat(otherwise).isEmpty();
        assertThat(send("/console/search?q=%00").statusCode()).isEqualTo(400);
        assertThat(get("accounts?cursor=" + cursor("accounts", "0xa", "PAYER", "1", "topic", "1"))
                        .has("items"))
                .isTrue();
    }

    /** Every parameter that the document has for a path is taken, and each other one refused. */
    @Test
    void theDocumentSaysWhatMayBeAsked() throws Exception {
        JsonNode document = Json.STRICT.readTree(send("/openapi.json").body());
        int refused = 0;
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            if (path.getKey().startsWith(API)) {
                JsonNode problem =
                        Json.STRICT.readTree(send(path.getKey().replace("{", "").replace("}", "") + "?unheard=1")
                                .body());
                assertThat(problem.path("field").asText()).as(path.getKey()).isEqualTo("unheard");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(25);
        for (JsonNode parameter :
                document.path("paths").path(API + "journal").path("get").path("parameters")) {
            String name = document.at(parameter.path("$ref").asText().substring(1))
                    .path("name")
                    .asText();
            HttpResponse<String> answer = send(API + "journal?" + name + "=");
            assertThat(answer.body()).as(name).doesNotContain("asked with");
        }
    }

    /** The console's page and the JSON that it leads to, of every kind of input that there is. */
    @Test
    void linesAreFoundByWhatTheyAnswer() throws Exception {
        Map<String, List<JsonNode>> byInput = new TreeMap<>();
        get("journal?limit=500")
                .path("items")
                .forEach(line -> byInput.computeIfAbsent(line.path("inputType").asText(), _ -> new ArrayList<>())
                        .add(line));
        assertThat(byInput).containsKeys("IntentLocked", "CreditsDeposited");
        for (Map.Entry<String, List<JsonNode>> each : byInput.entrySet()) {
            List<JsonNode> found = new ArrayList<>();
            get("journal?limit=500&inputType=" + each.getKey()).path("items").forEach(found::add);
            assertThat(found).as(each.getKey()).isEqualTo(each.getValue());
            HttpResponse<String> page = send("/console/journal?inputType=" + each.getKey());
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            JsonNode first = found.getFirst();
            assertThat(page.body())
                    .contains("/console/lines/" + first.path("topic").asText() + "/" + first.path("partition") + "/"
                            + first.path("offset"))
                    .contains("/v1/audit/journal?inputType=" + each.getKey());
        }
        assertThat(get("journal?inputType=Nothing").path("items").size()).isZero();
    }

    /** All lines of the story have a few clocks only: as of a line, no later one of its partition is there. */
    @Test
    void listsEndWithTheLineThatTheyAreAskedAsOf() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        get("journal?limit=500&account=" + Story.ALICE).path("items").forEach(lines::add);
        Set<String> clocks = new TreeSet<>();
        int cut = 0;
        for (JsonNode line : lines) {
            clocks.add(line.path("clockMs").asText());
            String asOf = "&limit=500&as_of=" + line.path("topic").asText() + ":" + line.path("partition") + ":"
                    + line.path("offset");
            JsonNode journal = get("journal?account=" + Story.ALICE + asOf).path("items");
            assertThat(journal.path(0)).isEqualTo(line);
            cut += lines.size() - journal.size();
            for (String list : List.of("statements?account=", "rejections?account=", "journal?account=")) {
                for (JsonNode item : get(list + Story.ALICE + asOf).path("items")) {
                    assertThat(item.path("offset").asLong())
                            .as(list + item)
                            .isLessThanOrEqualTo(line.path("offset").asLong());
                }
            }
            JsonNode statement = get("statements?type=PAYER_AVAILABLE&account=" + Story.ALICE + asOf)
                    .path("items")
                    .path(0);
            String balance =
                    statement.isMissingNode() ? "0" : statement.path("balance").asText();
            String available = "0";
            for (JsonNode each : get("accounts/" + Story.ALICE + "?"
                            + asOf.substring(1).replace("limit=500&", ""))
                    .path("balances")) {
                available = each.path("accountType").asText().equals("PAYER_AVAILABLE")
                        ? each.path("amount").asText()
                        : available;
            }
            assertThat(balance).as(asOf).isEqualTo(available);
        }
        assertThat(clocks.size()).isLessThan(lines.size() / 2);
        assertThat(cut).isPositive();
    }

    @Test
    void aTimelineEndsWithTheLineThatItIsAskedAsOf() throws Exception {
        JsonNode whole = get("intents/call-1?payer=" + Story.ALICE).path("timeline");
        JsonNode opened = whole.path(0);
        JsonNode begun = get("intents/call-1?payer=" + Story.ALICE + "&as_of="
                        + opened.path("topic").asText() + ":" + opened.path("partition") + ":" + opened.path("offset"))
                .path("timeline");
        assertThat(opened.path("kind").asText()).isEqualTo("IntentOpened");
        List<String> kinds = new ArrayList<>();
        begun.forEach(step -> kinds.add(step.path("kind").asText()));
        assertThat(kinds).contains("IntentOpened").doesNotContain("ReceiptRecorded", "IntentClosed");
    }

    /** Commands whose ids name no line, as those of routes, have the trace that their own records carry. */
    @Test
    void stepsOnChainHaveTheTraceOfWhatAskedForThem() throws Exception {
        for (String call : List.of("intents/escrow-1", "intents/call-1?payer=" + Story.ALICE)) {
            List<JsonNode> onChain = new ArrayList<>();
            get(call).path("timeline").forEach(step -> {
                if (Set.of("TRANSACTION", "CONFIRMATION")
                        .contains(step.path("step").asText())) {
                    onChain.add(step);
                }
            });
            assertThat(onChain).as(call).hasSizeGreaterThanOrEqualTo(2).allSatisfy(step -> {
                assertThat(step.path("traceparent").asText()).isEqualTo(Story.TRACE);
                assertThat(step.path("topic").asText()).startsWith("chain.");
                assertThat(step.has("partition") && step.has("offset")).isTrue();
            });
        }
        assertThat(send("/console/intents/escrow-1").body()).contains(Story.TRACE);
    }

    @Test
    void privatePayoutsAreAListLikeAnyOther() throws Exception {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = projection");
            for (int i = 1; i <= 3; i++) {
                statement.execute("""
                        INSERT INTO payouts (provider, payout_id, batch_id, window_end_ms, amount_micros, recipient)
                        VALUES ('0xp', 'private-%1$d', 'private-batch', 7, 1500000, '0xr')""".formatted(i));
                statement.execute("""
                        INSERT INTO chain_confirmations (topic, partition, record_offset, command_id, kind, chain_id, signer,
                            account, subject_id, status, amount_micros, fee_micros, transaction_hash, block_number, gas_used,
                            clock_ms)
                        VALUES ('private', 0, %1$d, 'command-%1$d', 'PRIVATE_PAYOUT', 43114, '0xs', '0xp', 'private-%1$d',
                            'FINAL', 0, 0, '0x%1$d', %1$d, 1, 1)""".formatted(i));
            }
            statement.execute("""
                    INSERT INTO encrypted_moves (chain_id, transaction_hash, log_index, block_number, kind, sender, recipient,
                        amount_micros, problem)
                    VALUES (43114, '0x1', 0, 1, 'TRANSFER', '0xt', '0xr', 1500000, NULL),
                           (43114, '0x2', 0, 2, 'TRANSFER', '0xt', '0xr', NULL, 'NOT_DECRYPTABLE')""");
            statement.execute("INSERT INTO encrypted_progress VALUES (43114, 3)");
        }
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("private-payouts?batch=private-batch&limit=1" + cursor);
            assertThat(page.has("asOf")).isTrue();
            page.path("items")
                    .forEach(item -> paged.add(item.path("payoutId").asText() + " "
                            + item.path("verdict").asText() + " "
                            + item.path("ledger").asText() + " "
                            + item.path("decrypted").asText() + " "
                            + item.path("problem").asText()));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + URLEncoder.encode(page.path("nextCursor").asText(), StandardCharsets.UTF_8)
                    : "";
        } while (!cursor.isEmpty());
        assertThat(paged)
                .containsExactly(
                        "private-3 NOT_READ_YET 1.5  ",
                        "private-2 DIFFERS 1.5  NOT_DECRYPTABLE",
                        "private-1 EQUAL 1.5 1.5 ");
        assertThat(get("private-payouts?verdict=differs").path("items").size()).isEqualTo(1);
        assertThat(get("private-payouts?batch=none").path("items").size()).isZero();
    }

    /** A crowd asks for what the database cannot answer: it is told so in time, and took none of the projector's connections. */
    @Test
    void aCrowdOfReadersTakesNothingFromTheProjector() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> crowd = new ArrayList<>();
        try (Connection locking = postgres.connect();
                Connection look = postgres.connect();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            locking.setAutoCommit(false);
            try (Statement statement = locking.createStatement()) {
                statement.execute("LOCK TABLE projection.charges IN ACCESS EXCLUSIVE MODE");
            }
            for (int i = 0; i < CROWD; i++) {
                crowd.add(CompletableFuture.supplyAsync(QuestionsTest::charges, threads));
            }
            await().atMost(ToldStory.PATIENCE).until(() -> waiting(look, "= 'audit-reading'") > 0);
            assertThat(waiting(look, "<> 'audit-reading'")).isZero();
            assertThat(send("/health/ready").statusCode()).isEqualTo(200);
            for (CompletableFuture<HttpResponse<String>> each : crowd) {
                HttpResponse<String> answer = each.get(30, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            locking.rollback();
        }
        assertThat(get("charges").path("items").size()).isPositive();
    }

    private static HttpResponse<String> charges() {
        try {
            return send(API + "charges");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int waiting(Connection look, String application) throws Exception {
        try (Statement statement = look.createStatement();
                var found = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock' AND application_name " + application)) {
            found.next();
            return found.getInt(1);
        }
    }
}
