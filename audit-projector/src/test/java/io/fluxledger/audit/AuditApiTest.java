package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.fluxledger.audit.config.Database;
import io.fluxledger.runtime.Json;
import io.fluxledger.testkit.TestPostgres;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document that the service serves, against the service; and questions as of a moment. */
class AuditApiTest {
    private static final String BASE = "https://fluxledger.example/openapi.json";
    private static final String API = "/v1/audit/";
    private static final String NOBODY = "0x" + "9".repeat(40);

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static AuditMain service;
    private static JsonNode document;
    private static JsonSchemaFactory schemas;

    @BeforeAll
    static void start() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        service = ToldStory.start(postgres, Map.of("seal.interval", "PT0.1S", "seal.maxLines", "20"));
        try (Database database = Database.connect(ToldStory.configuration(postgres))) {
            ToldStory.shared().awaitEnd(database);
        }
        await().atMost(ToldStory.PATIENCE)
                .until(() -> send(API + "liabilities").statusCode() == 200
                        && get("anchors").path("items").size() > 1);
        HttpResponse<String> served = send("/openapi.json");
        document = Json.STRICT.readTree(served.body());
        schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(BASE, served.body()))));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
    }

    private static HttpResponse<String> send(String path) throws Exception {
        return HTTP.send(TestKeys.auditors(request(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = send(API + path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return Json.STRICT.readTree(answer.body());
    }

    @Test
    void everyRouteIsDescribedAndNoOther() {
        Map<String, Set<String>> described = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> described
                                .computeIfAbsent(path.getKey(), p -> new TreeSet<>())
                                .add(method.toUpperCase(Locale.ROOT))));
        assertThat(described).isEqualTo(service.routes());
    }

    /** Paths of every operation, what is answered, by operation. */
    private static Map<String, List<String>> samples() throws Exception {
        Map<String, List<String>> samples = new LinkedHashMap<>();
        document.path("paths").properties().forEach(path -> {
            String id = path.getValue().path("get").path("operationId").asText();
            if (id.endsWith("List")) {
                samples.put(
                        id,
                        List.of(
                                "200 " + path.getKey(),
                                "200 " + path.getKey() + "?limit=1",
                                "400 " + path.getKey() + "?limit=0"));
            } else if (!path.getKey().contains("{")) {
                samples.put(id, List.of("200 " + path.getKey()));
            }
        });
        JsonNode line = get("journal?limit=1").path("items").path(0);
        String place = line.path("topic").asText() + "/" + line.path("partition") + "/" + line.path("offset");
        String command = get("transactions?limit=1")
                .path("items")
                .path(0)
                .path("commandId")
                .asText();
        samples.put(
                "account",
                List.of(
                        "200 " + API + "accounts/" + Story.ALICE,
                        "200 " + API + "accounts/" + Story.PROVIDER,
                        "200 " + API + "accounts/" + Story.CAROL + "?as_of=1970-01-01T00:20:00Z",
                        "400 " + API + "accounts/0x12",
                        "400 " + API + "accounts/" + Story.ALICE + "?as_of=yesterday",
                        "404 " + API + "accounts/" + NOBODY));
        samples.put(
                "line",
                List.of(
                        "200 " + API + "journal/" + place,
                        "400 " + API + "journal/ledger.journal.v1/x/1",
                        "404 " + API + "journal/ledger.journal.v1/0/999999"));
        samples.put(
                "intent",
                List.of(
                        "200 " + API + "intents/call-1?payer=" + Story.ALICE,
                        "200 " + API + "intents/escrow-1",
                        "200 " + API + "intents/disputed",
                        "400 " + API + "intents/call-1",
                        "404 " + API + "intents/none"));
        samples.put(
                "provider",
                List.of(
                        "200 " + API + "providers/" + Story.PROVIDER,
                        "400 " + API + "providers/0x12",
                        "404 " + API + "providers/" + NOBODY));
        samples.put("batch", List.of("200 " + API + "batches/" + Story.BATCH, "404 " + API + "batches/none"));
        samples.put(
                "transaction",
                List.of(
                        "200 " + API + "transactions/" + URLEncoder.encode(command, StandardCharsets.UTF_8),
                        "404 " + API + "transactions/none"));
        samples.put(
                "anchor", List.of("200 " + API + "anchors/1", "400 " + API + "anchors/x", "404 " + API + "anchors/99"));
        samples.put(
                "tree",
                List.of(
                        "200 " + API + "anchors/1/tree",
                        "400 " + API + "anchors/x/tree",
                        "404 " + API + "anchors/99/tree"));
        samples.put(
                "consistency",
                List.of(
                        "200 " + API + "consistency?from=1&to=2",
                        "400 " + API + "consistency?from=1",
                        "404 " + API + "consistency?from=1&to=99"));
        samples.put(
                "proof",
                List.of(
                        "200 " + API + "proofs/" + place.replace('/', ':'),
                        "200 " + API + "proofs/" + line.path("inputId").asText(),
                        "400 " + API + "proofs/x",
                        "404 " + API + "proofs/ledger.journal.v1:0:99999"));
        samples.put(
                "liabilities",
                List.of(
                        "200 " + API + "liabilities?account=" + Story.ALICE,
                        "400 " + API + "liabilities?account=x",
                        "404 " + API + "liabilities?batch=99"));
        samples.put("search", List.of("200 " + API + "search?q=" + Story.ALICE, "400 " + API + "search"));
        return samples;
    }

    @Test
    void everyOperationAnswersAsDescribed() throws Exception {
        Map<String, List<String>> samples = samples();
        Set<String> walked = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            String id = path.getValue().path("get").path("operationId").asText();
            walked.add(id);
            for (String sample : samples.getOrDefault(id, List.of())) {
                check(path.getKey(), path.getValue().path("get"), sample);
            }
        }
        assertThat(samples.keySet()).isEqualTo(walked);
    }

    private static void check(String path, JsonNode operation, String sample) throws Exception {
        String status = sample.substring(0, 3);
        HttpResponse<String> answer = send(sample.substring(4));
        assertThat(answer.statusCode()).as(sample + " " + answer.body()).isEqualTo(Integer.parseInt(status));
        check(path, operation, sample, answer);
        // What others are answered is described too.
        check(
                path,
                operation,
                "without a key, " + sample,
                HTTP.send(request(sample.substring(4)).build(), HttpResponse.BodyHandlers.ofString()));
    }

    private static void check(String path, JsonNode operation, String sample, HttpResponse<String> answer)
            throws Exception {
        String status = Integer.toString(answer.statusCode());
        String what = sample + ": " + status + " " + answer.body();
        JsonNode response = operation.path("responses").path(status);
        String pointer = "/paths/" + escaped(path) + "/get/responses/" + status;
        if (response.has("$ref")) {
            pointer = response.path("$ref").asText().substring(1);
            response = document.at(pointer);
        }
        String mediaType =
                answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        assertThat(response.path("content").has(mediaType)).as(what).isTrue();
        if (mediaType.endsWith("json")) {
            String fragment = (pointer + "/content/" + escaped(mediaType) + "/schema")
                    .replace("{", "%7B")
                    .replace("}", "%7D");
            assertThat(schemas.getSchema(SchemaLocation.of(BASE + "#" + fragment))
                            .validate(Json.STRICT.readTree(answer.body())))
                    .as(what)
                    .isEmpty();
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** The validator must be able to say no, or the walk would prove nothing. */
    @Test
    void theSchemasRefuseWhatTheyShould() throws Exception {
        assertThat(schemas.getSchema(SchemaLocation.of(BASE + "#/components/schemas/Balance"))
                        .validate(Json.STRICT.readTree("{\"accountType\":1,\"amount\":\"1e3\",\"x\":1}")))
                .hasSize(4);
    }

    /** Every line's balances after it, from the line itself, are what is answered as of that line. */
    @Test
    void balancesAsOfEveryLineAreThoseOfTheLine() throws Exception {
        for (String account : List.of(Story.ALICE.toString(), Story.CAROL.toString(), Story.PROVIDER.toString())) {
            int compared = 0;
            for (JsonNode line :
                    get("journal?limit=500&outcome=accepted&account=" + account).path("items")) {
                String moment = line.path("topic").asText() + ":" + line.path("partition") + ":" + line.path("offset");
                JsonNode asOf = get("accounts/" + account + "?as_of=" + moment);
                assertThat(balances(asOf.path("balances"), "accountType", false))
                        .as("%s at %s", account, moment)
                        .isEqualTo(balances(line.path("balances"), "account", true));
                compared++;
            }
            assertThat(compared).isGreaterThan(2);
        }
    }

    private static Set<String> balances(JsonNode all, String type, boolean ofLine) {
        Set<String> texts = new TreeSet<>();
        all.forEach(each -> {
            assertThat(each.has(type)).as("%s %s", each, ofLine).isTrue();
            texts.add(each.path(type).asText() + " " + each.path("chainId") + " "
                    + each.path("amount").asText());
        });
        return texts;
    }

    /** Money is neither made nor lost, whatever the moment; and the last moment is the latest. */
    @Test
    void theTrialBalanceIsZeroAsOfEveryLine() throws Exception {
        List<String> moments = new ArrayList<>();
        get("journal?limit=500")
                .path("items")
                .forEach(line -> moments.add(
                        line.path("topic").asText() + ":" + line.path("partition") + ":" + line.path("offset")));
        for (String moment : moments) {
            JsonNode trial = get("trial-balance?as_of=" + moment);
            assertThat(trial.path("total").asText()).as(moment).isEqualTo("0");
        }
        JsonNode latest = get("trial-balance");
        JsonNode asOfNow = get("trial-balance?as_of=" + System.currentTimeMillis());
        Set<String> nonZero = balances(latest.path("accounts"), "accountType", false);
        nonZero.removeIf(text -> text.endsWith(" 0"));
        assertThat(balances(asOfNow.path("accounts"), "accountType", false)).isEqualTo(nonZero);
        assertThat(get("trial-balance?as_of=1").path("accounts").size()).isZero();
    }

    @Test
    void anyIdIsFound() throws Exception {
        JsonNode line =
                get("journal?limit=1&account=" + Story.ALICE).path("items").path(0);
        JsonNode transaction = get("transactions?limit=1").path("items").path(0);
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put(Story.ALICE.toString(), "ACCOUNT");
        kinds.put(Story.PROVIDER.toString().toUpperCase(Locale.ROOT).replace("0X", "0x"), "PROVIDER");
        kinds.put("call-2", "INTENT");
        kinds.put(Story.BATCH, "BATCH");
        kinds.put(Story.PAYOUT, "PAYOUT");
        kinds.put(line.path("inputId").asText(), "LINE");
        kinds.put(line.path("topic").asText() + ":" + line.path("partition") + ":" + line.path("offset"), "LINE");
        kinds.put(transaction.path("transactionHash").asText(), "TRANSACTION");
        kinds.put(transaction.path("commandId").asText(), "TRANSACTION");
        kinds.forEach((id, kind) -> {
            try {
                JsonNode found = get("search?q=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
                assertThat(found.path("items").findValuesAsText("kind")).as(id).contains(kind);
            } catch (Exception e) {
                throw new AssertionError(id, e);
            }
        });
        assertThat(get("search?q=nothing").path("items").size()).isZero();
    }
}
