package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.fluxledger.audit.AuditMain;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.runtime.Settings;
import io.fluxledger.signatures.AccountAccessMessage;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestPostgres;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of what a payer did, from a real projection of a real log. */
class PayerHistoryTest {
    private static final String BASE = "https://fluxledger.example/openapi.json";

    private static RunningIntake running;
    private static AuditMain audit;
    private static IntakeMain intake;
    private static GoodRequests good;
    private static JsonSchemaFactory schemas;

    @BeforeAll
    static void start(@TempDir Path dir) throws IOException {
        running = new RunningIntake(dir, EthAddress.parse(RunningIntake.repeated("77")), 1);
        TestPostgres postgres = TestPostgres.fresh();
        audit = AuditMain.start(Settings.of(Map.of(
                "kafka.bootstrap", TestKafka.shared().bootstrap(),
                "registry.url", TestRegistry.shared().url().toString(),
                "http.port", "0",
                "db.url", postgres.jdbcUrl(),
                "db.user", postgres.user(),
                "db.password", postgres.password(),
                "liabilities.secrets", "of this test, 32 characters long")));
        intake = running.startIntake(Map.of("audit.url", "http://127.0.0.1:" + audit.port()));
        good = new GoodRequests(new Person(running.chains), new Person(running.chains));
        running.fund(good.payer(), 43114, 10_000_000);
        String document =
                get("/openapi.json", "Accept", "application/json").body().toString();
        schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(BASE, document))));
    }

    @AfterAll
    static void stop() {
        intake.close();
        audit.close();
        running.close();
    }

    private static Reply get(String path, String header, String value) {
        return running.send(intake.port(), "GET", path, "", Map.of(header, value));
    }

    private static Reply list(String path) {
        return get("/v1/accounts/" + good.payer().address() + path, "Account-Access", access(good.payer()));
    }

    private static String access(Person payer) {
        Eip712Domain domain =
                new Eip712Domain("Fluxledger", "1", 43114, EthAddress.parse(RunningIntake.repeated("ab")));
        long expiresMs = System.currentTimeMillis() + 600_000;
        return expiresMs + ":"
                + payer.key.sign(new AccountAccessMessage(payer.key.address(), expiresMs).digest(domain));
    }

    private static void valid(String schema, JsonNode body) {
        assertThat(schemas.getSchema(SchemaLocation.of(BASE + "#/components/schemas/" + schema))
                        .validate(body))
                .isEmpty();
    }

    @Test
    void callsLatestFirstInPages() {
        for (String id : new String[] {"first", "second", "third"}) {
            assertThat(running.post("/v1/intents", good.intent(id)).status()).isEqualTo(201);
        }
        assertThat(running.post("/v1/receipts", good.receipt("first")).status()).isEqualTo(201);
        assertThat(running.post("/v1/settlements", good.settlement("first")).status())
                .isEqualTo(200);
        assertThat(running.post("/v1/refunds", good.refund("second")).status()).isEqualTo(200);
        await().atMost(RunningIntake.PATIENCE)
                .untilAsserted(() -> assertThat(lines(list("/intents").body()))
                        .containsExactly(
                                "third LOCKED max 0.05 cost  back ",
                                "second REFUNDED max 0.05 cost 0 back 0.05",
                                "first SETTLED max 0.05 cost 0.007 back 0.043"));
        valid("AccountIntents", list("/intents").body());
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = list("/intents?limit=1" + cursor).body();
            paged.addAll(lines(page));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(paged).isEqualTo(lines(list("/intents").body()));
    }

    private static List<String> lines(JsonNode page) {
        List<String> lines = new ArrayList<>();
        page.path("intents")
                .forEach(intent -> lines.add("%s %s max %s cost %s back %s"
                        .formatted(
                                intent.path("intentId").asText(),
                                intent.path("status").asText(),
                                intent.path("maxAmount").asText(),
                                intent.path("captured").asText(),
                                intent.path("refunded").asText())));
        return lines;
    }

    @Test
    void depositsAndWithdrawals() {
        Person payer = new Person(running.chains);
        GoodRequests own = new GoodRequests(payer, good.provider());
        running.fund(payer, 43114, 2_000_000);
        assertThat(running.post("/v1/deposits", own.deposit()).status()).isEqualTo(202);
        assertThat(running.post("/v1/withdrawals", own.withdrawal()).status()).isEqualTo(202);
        String path = "/v1/accounts/" + payer.address() + "/transfers";
        await().atMost(RunningIntake.PATIENCE).untilAsserted(() -> {
            List<String> transfers = new ArrayList<>();
            get(path, "Accept", "application/json")
                    .body()
                    .path("transfers")
                    .forEach(t -> transfers.add(
                            t.path("kind").asText() + " " + t.path("status").asText() + " "
                                    + t.path("chainId").asText()));
            assertThat(transfers)
                    .containsExactlyInAnyOrder(
                            "WITHDRAWAL REQUESTED 43114", "DEPOSIT PENDING 43114", "DEPOSIT CREDITED 43114");
        });
        valid("AccountTransfers", get(path, "Accept", "application/json").body());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            /intents?limit=0        | 400 NUMBER_OUT_OF_RANGE limit
            /intents?limit=101      | 400 NUMBER_OUT_OF_RANGE limit
            /intents?limit=x        | 400 NUMBER_OUT_OF_RANGE limit
            /intents?cursor=x       | 400 INVALID_CURSOR cursor
            /transfers?limit=-1     | 400 NUMBER_OUT_OF_RANGE limit
            /transfers?cursor=%26   | 400 INVALID_CURSOR cursor
            """)
    void aPageThatCannotBe(String path, String expected) {
        assertThat(outcome(list(path))).isEqualTo(expected);
    }

    /** The other one has a valid signature, of its own. */
    @Test
    void nobodyElseReadsTheCalls() {
        String path = "/v1/accounts/" + good.payer().address() + "/intents";
        assertThat(outcome(get(path, "Account-Access", access(good.provider()))))
                .isEqualTo("401 SIGNATURE_MISMATCH Account-Access");
        assertThat(outcome(get(path, "Accept", "application/json"))).isEqualTo("401 ACCESS_REQUIRED Account-Access");
    }

    /** What the state says depends on what the next call may cost. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ''              | 200 has_credits
            ?needed=3       | 200 has_credits
            ?needed=3.000000001 | 200 insufficient_credits
            ?needed=0       | 400 AMOUNT_ZERO needed
            ?needed=many    | 400 AMOUNT_MALFORMED needed
            """)
    void whetherTheCreditsSuffice(String query, String expected) {
        Person payer = new Person(running.chains);
        running.fund(payer, 42161, 3_000_000);
        Reply reply = get("/v1/accounts/" + payer.address() + query, "Accept", "application/json");
        assertThat(reply.status() == 200 ? "200 " + reply.text("state") : outcome(reply))
                .isEqualTo(expected);
    }

    /** All of it held by a call: there is something, but nothing to call with. */
    @Test
    void whatIsLockedDoesNotSuffice() {
        Person payer = new Person(running.chains);
        running.fund(payer, 43114, 50_000);
        assertThat(running.post("/v1/intents", new GoodRequests(payer, good.provider()).intent("all"))
                        .status())
                .isEqualTo(201);
        await().atMost(RunningIntake.PATIENCE)
                .untilAsserted(() -> assertThat(
                                running.get("/v1/accounts/" + payer.address()).text("state"))
                        .isEqualTo("insufficient_credits"));
    }

    private static String outcome(Reply reply) {
        return reply.status() + " " + reply.text("code") + " " + reply.text("field");
    }
}
