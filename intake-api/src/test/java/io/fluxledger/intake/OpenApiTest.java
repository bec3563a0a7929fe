package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fluxledger.signatures.EthAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document that the service serves, against the service that serves it. */
class OpenApiTest {
    private static final String BASE = "https://fluxledger.example/openapi.json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final Set<String> UNGUARDED = Set.of("live", "ready", "metrics");

    private static final String OPERATOR_KEY = "a key for this test";

    private static RunningIntake running;
    private static IntakeMain intake;
    private static HttpClient http;
    private static JsonNode document;
    private static JsonSchemaFactory schemas;
    private static GoodRequests good;

    @BeforeAll
    static void start(@TempDir Path dir) throws IOException, InterruptedException {
        running = new RunningIntake(dir, EthAddress.parse(RunningIntake.repeated("77")), 1);
        Path hash = dir.resolve("operator.sha256");
        Files.writeString(hash, HexFormat.of().formatHex(sha256(OPERATOR_KEY)));
        intake = running.startIntake(Map.of("operator.key.sha256.file", hash.toString()));
        http = HttpClient.newHttpClient();
        Person payer = new Person(running.chains);
        good = new GoodRequests(payer, new Person(running.chains));
        running.fund(payer, 43114, 50_000_000);
        HttpResponse<String> served = send("GET", Sample.of("/openapi.json", "", 200));
        document = Person.JSON.readTree(served.body());
        schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(BASE, served.body()))));
    }

    @AfterAll
    static void stop() {
        intake.close();
        running.close();
        http.close();
    }

    private static HttpResponse<String> send(String method, Sample sample) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + intake.port() + sample.path()))
                        .header("Content-Type", sample.contentType())
                        .header("Authorization", "Bearer " + OPERATOR_KEY)
                        .method(method, HttpRequest.BodyPublishers.ofString(sample.body()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Operations by their id; the value is the path and method in the document. */
    private static Map<String, String[]> operations() {
        Map<String, String[]> operations = new LinkedHashMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> assertThat(operations.put(
                                        method.getValue().path("operationId").asText(),
                                        new String[] {path.getKey(), method.getKey()}))
                                .as("operationId is given once")
                                .isNull()));
        return operations;
    }

    @Test
    void everyRouteIsDescribedAndNoOther() {
        Map<String, Set<String>> described = new TreeMap<>();
        operations()
                .values()
                .forEach(operation -> described
                        .computeIfAbsent(operation[0], path -> new TreeSet<>())
                        .add(operation[1].toUpperCase(java.util.Locale.ROOT)));
        assertThat(described).isEqualTo(intake.routes());
    }

    /** What a good client sends, and what a bad one does; for every operation of the document. */
    private static Map<String, Sample[]> samples() {
        String payer = good.payer().address();
        lock("walk-receipt");
        lock("walk-settle");
        assertThat(running.post("/v1/receipts", good.receipt("walk-settle")).status())
                .isEqualTo(201);
        lock("walk-refund");
        String event = Person.JSON
                .createObjectNode()
                .put("specversion", "1.0")
                .put("id", "1")
                .put("source", "/test")
                .put("type", "io.fluxledger.events.UsageReceipt")
                .set("data", good.receipt("walk-receipt"))
                .toString();
        Map<String, Sample[]> samples = new LinkedHashMap<>();
        samples.put("deposit", both("/v1/deposits", good.deposit(), 202));
        samples.put("lock", both("/v1/intents", good.intent("walk-lock"), 201));
        samples.put("receipt", both("/v1/receipts", good.receipt("walk-receipt"), 201));
        samples.put("settle", both("/v1/settlements", good.settlement("walk-settle"), 200));
        samples.put("refund", both("/v1/refunds", good.refund("walk-refund"), 200));
        samples.put("withdraw", both("/v1/withdrawals", good.withdrawal(), 202));
        samples.put("register", both("/v1/providers", good.registration(), 200));
        samples.put("setTerms", both("/v1/providers/terms", good.terms(), 200));
        samples.put("preferRefundChain", both("/v1/accounts/refund-chain", good.refundChain(), 200));
        Person session = new Person(running.chains);
        samples.put("grantSession", both("/v1/sessions", good.grant(session, "1"), 201));
        samples.put("revokeSession", both("/v1/sessions/revoke", good.revocation(session, session), 200));
        samples.put("events", new Sample[] {
            new Sample("/v1/events:batch", BATCH, "[" + event + ",{}]", 200),
            new Sample("/v1/events:batch", BATCH, "[]", 400),
            new Sample("/v1/events:batch", "application/json", "[]", 415)
        });
        addOrders(samples);
        addDisputes(samples);
        samples.put("account", new Sample[] {
            Sample.of("/v1/accounts/" + payer, "", 200),
            Sample.of("/v1/accounts/" + RunningIntake.repeated("09"), "", 200),
            Sample.of("/v1/accounts/0x12", "", 400)
        });
        samples.put("intent", new Sample[] {
            Sample.of("/v1/intents/walk-receipt?payer=" + payer, "", 200),
            Sample.of("/v1/intents/walk-settle?payer=" + payer, "", 200),
            Sample.of("/v1/intents/never?payer=" + payer, "", 404),
            Sample.of("/v1/intents/never", "", 400)
        });
        samples.put("accountIntents", new Sample[] {
            Sample.of("/v1/accounts/" + payer + "/intents", "", 401), Sample.of("/v1/accounts/0x12/intents", "", 400)
        });
        samples.put("accountTransfers", new Sample[] {
            Sample.of("/v1/accounts/" + payer + "/transfers", "", 503),
            Sample.of("/v1/accounts/" + payer + "/transfers?limit=0", "", 400)
        });
        samples.put("pageFile", new Sample[] {
            Sample.of("/page/main.js", "", 200),
            Sample.of("/page/page.css", "", 200),
            Sample.of("/page/icon.svg", "", 200),
            Sample.of("/page/none.js", "", 404)
        });
        samples.put("chat", new Sample[] {
            Sample.of("/api/ai/chat", "{\"prompt\":\"hello\"}", 402),
            Sample.of("/api/ai/chat", "{}", 400),
            Sample.of("/api/ai/chat", "{\"prompt\":\"hello\",\"provider\":\"nobody\"}", 404)
        });
        addCalls(samples);
        Sample[] toppedUp = {
            Sample.of("/v1/credits/top-up?amount=1.5", "", 402), Sample.of("/v1/credits/top-up", "", 400)
        };
        samples.put("topUp", toppedUp);
        samples.put("topUpByPost", toppedUp);
        String payment = SettlementTest.ofAnotherScheme().toString();
        for (String what : new String[] {"Verify", "Settle"}) {
            String path = "/x402/" + what.toLowerCase(java.util.Locale.ROOT);
            samples.put("x402" + what, new Sample[] {Sample.of(path, payment, 200), Sample.of(path, "{", 400)});
        }
        Map.of(
                        "live", "/health/live",
                        "ready", "/health/ready",
                        "metrics", "/metrics",
                        "deployment", "/v1/deployment",
                        "page", "/",
                        "x402Supported", "/x402/supported",
                        "openapi", "/openapi.json",
                        "asyncapi", "/asyncapi.json")
                .forEach((name, path) -> samples.put(name, new Sample[] {Sample.of(path, "", 200)}));
        return samples;
    }

    private static void addCalls(Map<String, Sample[]> samples) {
        for (String method : new String[] {"Get", "Post", "Put", "Patch", "Delete"}) {
            samples.put("proxy" + method, new Sample[] {
                Sample.of("/providers/small/some/path?a=b", "", 402),
                Sample.of("/providers/nobody/path", "", 404),
                Sample.of("/providers/small/a%2fb", "", 400)
            });
        }
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"}}";
        samples.put("mcp", new Sample[] {
            Sample.of("/mcp/small", call, 200),
            Sample.of("/mcp/small", "[]", 400),
            Sample.of("/mcp/small", "{", 400),
            Sample.of("/mcp/nobody", call, 404),
            Sample.of("/mcp/small", call.replace("tools/call", "tools/list"), 502)
        });
        String payer = good.payer().address();
        samples.put("request", new Sample[] {
            Sample.of("/v1/requests/walk-receipt?payer=" + payer, "", 200),
            Sample.of("/v1/requests/walk-settle?payer=" + payer, "", 200),
            Sample.of("/v1/requests/never?payer=" + payer, "", 404),
            Sample.of("/v1/requests/never", "", 400)
        });
        lock("walk-review");
        assertThat(running.post("/v1/receipts", good.receipt("walk-review")).status())
                .isEqualTo(201);
        ObjectNode review = Person.JSON
                .createObjectNode()
                .put("payer", payer)
                .put("intentId", "walk-review")
                .put("decision", "PAY");
        samples.put("reviews", new Sample[] {Sample.of("/v1/operator/reviews", "", 200)});
        samples.put("review", both("/v1/operator/reviews", review, 200));
    }

    private static void addOrders(Map<String, Sample[]> samples) {
        String base = "/v1/operator/";
        String payer = good.payer().address();
        ObjectNode parameters = order().put("rulesVersion", 1)
                .put("providerFeePpm", 1_000)
                .put("monthlyMinimumFee", "10")
                .put("monthlyMinimumVolume", "1000")
                .put("sweepLimit", 256)
                .put("retentionMs", 2_592_000_000L)
                .put("maxIntentLifeMs", 86_400_000);
        samples.put("partitions", new Sample[] {Sample.of(base + "partitions", "", 200)});
        samples.put("activateParameters", both(base + "parameters", parameters, 200));
        samples.put(
                "placeHold", both(base + "holds", order().put("chainId", 42161).put("reason", "walk"), 200));
        samples.put("releaseHold", both(base + "holds/releases", order().put("chainId", 42161), 200));
        samples.put(
                "quarantine",
                both(
                        base + "quarantines",
                        order().put("inputId", UUID.randomUUID().toString()).put("reason", "walk"),
                        200));
        ObjectNode unknown = order().put("payer", payer)
                .put("chainId", 43114)
                .put("nonce", Person.nonce().toString())
                .put("resolution", "CREDIT");
        samples.put("resolveSuspense", refused(base + "suspense", unknown, 404));
        samples.put("suspense", new Sample[] {
            Sample.of(base + "suspense/" + payer, "", 200), Sample.of(base + "suspense/0x12", "", 400)
        });
        ObjectNode decision = order().put("provider", good.provider().address())
                .put("disputeId", "0-999")
                .put("payer", payer)
                .put("intentId", "walk-dispute")
                .put("upheld", "0");
        samples.put("decideDispute", refused(base + "disputes/decisions", decision, 404));
    }

    private static ObjectNode order() {
        UUID random = UUID.randomUUID();
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (random.getMostSignificantBits() & 0xfffL);
        return Person.JSON.createObjectNode().put("id", new UUID(high, random.getLeastSignificantBits()).toString());
    }

    private static Sample[] refused(String path, JsonNode body, int status) {
        return new Sample[] {Sample.of(path, body, status), Sample.of(path, "{\"surprise\":1}", 400)};
    }

    private static void addDisputes(Map<String, Sample[]> samples) {
        lock("walk-dispute");
        assertThat(running.post("/v1/receipts", good.receipt("walk-dispute")).status())
                .isEqualTo(201);
        assertThat(running.post("/v1/settlements", good.settlement("walk-dispute"))
                        .status())
                .isEqualTo(200);
        String provider = "/v1/providers/" + good.provider().address();
        await().atMost(RunningIntake.PATIENCE)
                .until(() -> running.send(running.streams.port(), "GET", provider, "", Map.of())
                        .body()
                        .toString()
                        .contains("PROVIDER_PAYABLE"));
        samples.put("dispute", both("/v1/disputes", good.dispute("walk-dispute"), 201));
        samples.put("giveBack", both(provider + "/refunds", good.givenBack("walk-dispute"), 201));
        samples.put("disputes", new Sample[] {
            Sample.of(provider + "/disputes", "", 200), Sample.of("/v1/providers/0x12/disputes", "", 400)
        });
        samples.put("disputeView", new Sample[] {Sample.of(provider + "/disputes/0-999", "", 404)});
    }

    private static void lock(String intentId) {
        assertThat(running.post("/v1/intents", good.intent(intentId)).status()).isEqualTo(201);
    }

    /** The good request, the same again, and what every route with a body refuses. */
    private static Sample[] both(String path, JsonNode body, int status) {
        return new Sample[] {
            Sample.of(path, body, status),
            Sample.of(path, body, 200),
            Sample.of(path, "{\"surprise\":1}", 400),
            Sample.of(path, "{", 400),
            new Sample(path, "text/plain", body.toString(), 415),
            Sample.of(path, "\"" + "x".repeat(70_000) + "\"", 413),
        };
    }

    @Test
    void everyOperationAnswersAsDescribed() throws Exception {
        Map<String, Sample[]> samples = samples();
        assertThat(samples.keySet())
                .containsExactlyInAnyOrderElementsOf(operations().keySet());
        for (Map.Entry<String, String[]> operation : operations().entrySet()) {
            Sample[] walked = samples.getOrDefault(operation.getKey(), new Sample[0]);
            for (Sample sample : walked) {
                check(operation.getKey(), operation.getValue(), sample);
            }
        }
    }

    private static void check(String id, String[] operation, Sample sample) throws Exception {
        String method = operation[1].toUpperCase(java.util.Locale.ROOT);
        HttpResponse<String> answer = send(method, sample);
        String what = id + ": " + answer.statusCode() + " " + answer.body();
        assertThat(answer.statusCode()).as(what).isEqualTo(sample.status());
        JsonNode described = document.path("paths").path(operation[0]).path(operation[1]);
        String status = Integer.toString(sample.status());
        String pointer = "/paths/" + escaped(operation[0]) + "/" + operation[1] + "/responses/" + status;
        JsonNode response = described.path("responses").path(status);
        assertThat(response.isMissingNode()).as("%s is described", what).isFalse();
        if (response.has("$ref")) {
            pointer = response.get("$ref").asText().substring(1);
            response = document.at(pointer);
        }
        String mediaType =
                answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        assertThat(response.path("content").has(mediaType))
                .as("%s as %s", what, mediaType)
                .isTrue();
        if (mediaType.endsWith("json")) {
            valid(pointer + "/content/" + escaped(mediaType) + "/schema", answer.body(), what);
        }
        // What is refused at the door is not counted.
        if (!UNGUARDED.contains(id) && sample.status() != 413) {
            assertThat(answer.headers().firstValue("RateLimit").orElse(""))
                    .as(what)
                    .matches("\"default\";r=\\d+;t=\\d+");
        }
        if (sample.status() < 300 && described.has("requestBody")) {
            valid(
                    "/paths/" + escaped(operation[0]) + "/" + operation[1] + "/requestBody/content/"
                            + escaped(sample.contentType()) + "/schema",
                    sample.body().replace(",{}]", "]"),
                    id + " request");
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static void valid(String pointer, String body, String what) throws IOException {
        // In the fragment of a URI braces are percent-encoded.
        String fragment = pointer.replace("{", "%7B").replace("}", "%7D");
        Set<ValidationMessage> messages =
                schemas.getSchema(SchemaLocation.of(BASE + "#" + fragment)).validate(Person.JSON.readTree(body));
        assertThat(messages).as("%s by %s", what, pointer).isEmpty();
    }

    /** The validator must be able to say no, or the walk would prove nothing. */
    @Test
    void theSchemasRefuseWhatTheyShould() throws IOException {
        String pointer = BASE + "#/components/schemas/ReceiptAnswer";
        assertThat(schemas.getSchema(SchemaLocation.of(pointer))
                        .validate(Person.JSON.readTree("{\"intentId\":\"a b\",\"x\":1}")))
                .hasSize(3);
    }
}
