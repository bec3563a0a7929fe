package io.fluxledger.audit;

import static io.fluxledger.audit.Story.ALICE;
import static io.fluxledger.audit.Story.BOB;
import static io.fluxledger.audit.Story.CAROL;
import static io.fluxledger.audit.Story.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.project.Projection;
import io.fluxledger.audit.project.UnprojectableRecordException;
import io.fluxledger.audit.read.BalanceReader;
import io.fluxledger.runtime.Json;
import io.fluxledger.testkit.TestPostgres;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The projection and its read API on a real broker, registry and database. */
class AuditServiceTest {
    /** Providers' wishes are not in the story; what is decrypted is on no topic. */
    private static final Set<String> UNTOLD = Set.of("providers", "encrypted_moves", "encrypted_progress");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ToldStory story = ToldStory.shared();
    private final List<ConsumerRecord<String, byte[]>> records = story.records;

    @Test
    void theBalancesAreTheFolds() {
        TestPostgres postgres = TestPostgres.fresh();
        try (AuditMain service = ToldStory.start(postgres);
                Database database = Database.connect(ToldStory.configuration(postgres))) {
            story.awaitEnd(database);
            assertThat(service.port()).isPositive();
            assertThat(FoldedLog.readable(BalanceReader.read(database.jdbi()).balances()))
                    .isEqualTo(FoldedLog.readable(story.log.balances()));
        }
    }

    @Test
    void whateverTheBatchesTheRowsAreTheSame() throws Exception {
        try (Database whole = Database.migrated(ToldStory.configuration(TestPostgres.fresh()));
                Database pieces = Database.migrated(ToldStory.configuration(TestPostgres.fresh()))) {
            assertThat(story.projection(whole).apply(records)).isEqualTo(records.size());

            Projection inPieces = story.projection(pieces);
            for (int i = 0; i < records.size(); i += 3) {
                inPieces.apply(records.subList(i, Math.min(i + 3, records.size())));
            }
            assertThat(ToldStory.contents(pieces)).isEqualTo(ToldStory.contents(whole));
            assertThat(ToldStory.contents(whole))
                    .allSatisfy((table, rows) ->
                            assertThat(rows).as(table).hasSizeGreaterThanOrEqualTo(UNTOLD.contains(table) ? 0 : 1));
        }
    }

    /** Topics are followed side by side: which of two is ahead says nothing. */
    @Test
    void whateverTheOrderOfTheTopicsTheRowsAreTheSame() throws Exception {
        try (Database forth = Database.migrated(ToldStory.configuration(TestPostgres.fresh()));
                Database back = Database.migrated(ToldStory.configuration(TestPostgres.fresh()))) {
            Comparator<ConsumerRecord<String, byte[]>> byTopic = Comparator.comparing(ConsumerRecord::topic);
            story.projection(forth).apply(records.stream().sorted(byTopic).toList());
            story.projection(back)
                    .apply(records.stream().sorted(byTopic.reversed()).toList());
            assertThat(ToldStory.contents(back)).isEqualTo(ToldStory.contents(forth));
        }
    }

    @Test
    void aReplayAfterARestartInTheMiddleChangesNothing() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (Database once = Database.migrated(ToldStory.configuration(TestPostgres.fresh()));
                Database twice = Database.migrated(ToldStory.configuration(postgres))) {
            story.projection(once).apply(records);

            int half = records.size() / 2;
            Projection first = story.projection(twice);
            assertThat(first.apply(records.subList(0, half))).isEqualTo(half);
            assertThat(new Projection(twice.source(), story.kafka.serde()).apply(records.subList(half / 2, half + 2)))
                    .isEqualTo(2);
            try (AuditMain service = ToldStory.start(postgres)) {
                story.awaitEnd(twice);
                assertThat(service.port()).isPositive();
            }
            assertThat(new Projection(twice.source(), story.kafka.serde()).apply(records))
                    .isZero();
            assertThat(ToldStory.contents(twice)).isEqualTo(ToldStory.contents(once));
        }
    }

    @Test
    void anUnreadableRecordStopsTheProjectionBeforeAnythingOfItsTransaction() throws Exception {
        try (Database database = Database.migrated(ToldStory.configuration(TestPostgres.fresh()))) {
            Projection projection = story.projection(database);
            ConsumerRecord<String, byte[]> last = records.getLast();
            List<ConsumerRecord<String, byte[]>> broken = new ArrayList<>(records.subList(0, 5));
            broken.add(new ConsumerRecord<>(
                    last.topic(), last.partition(), last.offset() + 1, "key", new byte[] {9, 9, 9, 9, 9, 9}));

            assertThatThrownBy(() -> projection.apply(broken))
                    .isInstanceOf(UnprojectableRecordException.class)
                    .hasMessageContaining(
                            "%s-%d offset %d".formatted(last.topic(), last.partition(), last.offset() + 1));
            assertThat(ToldStory.contents(database).get("journal_lines")).isEmpty();
            assertThat(projection.appliedOffsets(Projection.partitions()).values())
                    .containsOnly(-1L);
        }
    }

    @Test
    void theReadApiAnswers() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (AuditMain service = ToldStory.start(postgres);
                Database database = Database.connect(ToldStory.configuration(postgres))) {
            story.awaitEnd(database);
            String base = "http://127.0.0.1:" + service.port() + "/v1/audit/";
            account(base);
            takenBackAndGivenBack(base);
            intents(base);
            lists(base);
            ofAPayer(base);
            payouts(base);
            problems(base);
            JsonNode trial = get(base + "trial-balance", 200);
            assertThat(trial.path("total").asText()).isEqualTo("0");
            assertThat(trial.path("accounts").size()).isGreaterThan(5);
            own(trial, get(base + "coverage", 200));
            assertThat(get(base + "status", 200).path("partitions").size()).isEqualTo(29);
        }
    }

    /** What the platform has on a chain: fees, less what ways cost, and what it has paid in. */
    private static void own(JsonNode trial, JsonNode coverage) {
        Map<Long, BigDecimal> own = new TreeMap<>();
        List<String> paidIn = new ArrayList<>();
        for (JsonNode account : trial.path("accounts")) {
            String type = account.path("accountType").asText();
            if (Set.of("PLATFORM_FEES", "CHAIN_COSTS", "PLATFORM_FUNDS").contains(type)) {
                own.merge(
                        account.path("chainId").asLong(),
                        new BigDecimal(account.path("amount").asText()),
                        BigDecimal::add);
            }
            if (type.equals("PLATFORM_FUNDS")) {
                paidIn.add(account.path("amount").asText());
            }
        }
        assertThat(paidIn).containsExactly("3");
        for (JsonNode chain : coverage.path("chains")) {
            assertThat(new BigDecimal(chain.path("own").asText()))
                    .as(chain.path("chainId").asText())
                    .isEqualByComparingTo(own.getOrDefault(chain.path("chainId").asLong(), BigDecimal.ZERO));
        }
    }

    private void account(String base) throws Exception {
        JsonNode alice = get(base + "accounts/" + ALICE, 200);
        assertThat(alice.path("balances").toString()).isEqualTo("""
                        [{"accountType":"PAYER_AVAILABLE","chainId":43114,"amount":"98.992"},\
                        {"accountType":"PAYER_LOCKED","chainId":43114,"amount":"0.001"}]""");
        assertThat(alice.path("deposits").path(0).path("status").asText()).isEqualTo("CREDITED");
        assertThat(alice.path("withdrawals").path(0).path("status").asText()).isEqualTo("FINAL");
        assertThat(alice.path("asOf").path("offsets").path("ledger.journal.v1").size())
                .isPositive();
        JsonNode provider = get(base + "accounts/" + PROVIDER, 200);
        assertThat(provider.path("earned").path("charges").asInt()).isEqualTo(3);
    }

    private void takenBackAndGivenBack(String base) throws Exception {
        JsonNode carol = get(base + "accounts/" + CAROL, 200);
        // 10 deposited, 0.008 paid, 0.005 of it back, 3 out of suspense, 1 on its way out again.
        assertThat(carol.path("balances").toString()).isEqualTo("""
                        [{"accountType":"PAYER_AVAILABLE","chainId":43114,"amount":"11.997"},\
                        {"accountType":"PAYER_WITHDRAWING","chainId":43114,"amount":"1"}]""");
        List<String> deposits = new ArrayList<>();
        carol.path("deposits")
                .forEach(d -> deposits.add(
                        d.path("status").asText() + " " + d.path("credited").asText()));
        assertThat(deposits)
                .containsExactlyInAnyOrder("CREDITED 10", "REVOKED 0", "CREDITED 3", "RETURNED ", "PLATFORM ");
        assertThat(carol.path("withdrawals").path(0).path("status").asText()).isEqualTo("SUBMITTED");
        JsonNode dispute = carol.path("disputes").path(0);
        assertThat(dispute.path("status").asText()).isEqualTo("UPHELD");
        assertThat(dispute.path("reserved").asText()).isEqualTo("0.006");
        assertThat(dispute.path("upheld").asText()).isEqualTo("0.004");
        assertThat(get(base + "accounts/" + Story.OTHER_PROVIDER, 200)
                        .path("disputes")
                        .path(0))
                .isEqualTo(dispute);
        List<String> refunds = new ArrayList<>();
        carol.path("refunds")
                .forEach(r -> refunds.add(
                        r.path("status").asText() + " " + r.path("amount").asText()));
        assertThat(refunds).containsExactlyInAnyOrder("CREDITED 0.004", "CREDITED 0.001");
        assertThat(steps(get(base + "intents/disputed", 200)))
                .contains("DisputeOpened", "DisputeTaken", "DisputeClosed", "RefundIssued", "RefundCredited");
    }

    private void intents(String base) throws Exception {
        JsonNode batch = get(base + "intents/call-1?payer=" + ALICE, 200);
        assertThat(batch.path("status").asText()).isEqualTo("SETTLED");
        assertThat(batch.path("used").asText()).isEqualTo("0.007");
        assertThat(batch.path("captured").asText()).isEqualTo("0.007");
        assertThat(batch.path("refunded").asText()).isEqualTo("0.003");
        assertThat(steps(batch))
                .startsWith("IntentOpened", "ReceiptRecorded", "IntentClosed", "ChargeTaken")
                .containsExactlyInAnyOrder(
                        "IntentOpened",
                        "ReceiptRecorded",
                        "IntentClosed",
                        "ChargeTaken",
                        "WindowClosed",
                        "FINAL",
                        "PAYOUT",
                        "PAYOUT");
        batch.path("timeline")
                .forEach(step -> assertThat(step.has("topic") && step.has("partition") && step.has("offset"))
                        .as(step.toString())
                        .isTrue());
        JsonNode instant = get(base + "intents/call-1?payer=" + BOB, 200);
        assertThat(steps(instant)).contains("IN_FLIGHT");
        JsonNode escrow = get(base + "intents/escrow-1", 200);
        assertThat(escrow.path("status").asText()).isEqualTo("SETTLED");
        assertThat(escrow.path("captureStatus").asText()).isEqualTo("FINAL");
        assertThat(steps(escrow)).contains("EscrowLocked", "EscrowStepRecorded", "ESCROW_AUTHORIZE");
        assertThat(get(base + "intents/open?payer=" + ALICE, 200).path("status").asText())
                .isEqualTo("LOCKED");
        assertThat(get(base + "intents/call-2?payer=" + ALICE, 200)
                        .path("refunded")
                        .asText())
                .isEqualTo("0.01");
    }

    private static List<String> steps(JsonNode intent) {
        List<String> kinds = new ArrayList<>();
        intent.path("timeline").forEach(step -> kinds.add(step.path("kind").asText()));
        return kinds;
    }

    private void lists(String base) throws Exception {
        List<String> whole = Pages.places(get(base + "journal?account=" + ALICE + "&limit=500", 200));
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get(base + "journal?account=" + ALICE + "&limit=4" + cursor, 200);
            paged.addAll(Pages.places(page));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(whole).hasSizeGreaterThan(8);
        assertThat(paged).isEqualTo(whole);
        JsonNode rejection = get(base + "rejections", 200).path("items");
        assertThat(rejection.size()).isEqualTo(1);
        assertThat(rejection.path(0).path("reason").asText()).isEqualTo("UNKNOWN_INTENT");
        assertThat(rejection.path(0).path("account").asText()).isEqualTo(BOB.toString());
    }

    private void ofAPayer(String base) throws Exception {
        List<String> whole = Pages.ids(get(base + "intents?payer=" + ALICE, 200), "intentId");
        assertThat(whole).contains("call-1", "call-2", "open").doesNotHaveDuplicates();
        List<String> paged = new ArrayList<>();
        String cursor = "";
        long before = Long.MAX_VALUE;
        do {
            JsonNode page = get(base + "intents?limit=1&payer=" + ALICE + cursor, 200);
            paged.addAll(Pages.ids(page, "intentId"));
            long openedMs = page.path("items").path(0).path("openedClockMs").asLong();
            assertThat(openedMs).isLessThanOrEqualTo(before);
            before = openedMs;
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(paged).isEqualTo(whole);
        List<String> transfers = new ArrayList<>();
        get(base + "transfers?payer=" + CAROL, 200)
                .path("items")
                .forEach(t -> transfers.add(t.path("kind").asText() + " "
                        + t.path("status").asText() + " " + t.path("amount").asText()));
        assertThat(transfers)
                .contains("DEPOSIT CREDITED 10", "WITHDRAWAL SUBMITTED 1")
                .hasSize(6);
        assertThat(get(base + "transfers?payer=0x" + "9".repeat(40), 200)
                        .path("items")
                        .size())
                .isZero();
    }

    private void payouts(String base) throws Exception {
        JsonNode batch = get(base + "batches/" + Story.BATCH, 200);
        assertThat(batch.path("status").asText()).isEqualTo("CLOSED");
        assertThat(batch.path("total").asText()).isEqualTo("0.006993");
        assertThat(batch.path("shares").path(0).path("sharePpm").asLong()).isEqualTo(1_000_000);
        assertThat(batch.path("payouts").path(0).path("status").asText()).isEqualTo("FINAL");
        assertThat(get(base + "payouts?provider=" + PROVIDER, 200).path("items").size())
                .isEqualTo(2);
        JsonNode window = get(base + "windows?windowEndMs=" + Story.WINDOW_END_MS, 200)
                .path("items")
                .path(0);
        assertThat(window.path("provider").asText()).isEqualTo(PROVIDER.toString());
        assertThat(window.path("calls").asInt()).isEqualTo(3);
        JsonNode transactions =
                get(base + "transactions?subject=" + Story.PAYOUT, 200).path("items");
        assertThat(transactions.size()).isEqualTo(1);
        assertThat(transactions.path(0).path("state").asText()).isEqualTo("FINAL");
        assertThat(transactions.path(0).path("attempts").path(0).has("raw")).isFalse();
    }

    private void problems(String base) throws Exception {
        assertThat(code(base + "accounts/0x1234", 400)).isEqualTo("INVALID_PARAMETER");
        assertThat(code(base + "accounts/0x" + "9".repeat(40), 404)).isEqualTo("UNKNOWN_ACCOUNT");
        assertThat(code(base + "intents/none", 404)).isEqualTo("UNKNOWN_INTENT");
        assertThat(code(base + "intents/call-1", 400)).isEqualTo("PAYER_REQUIRED");
        assertThat(code(base + "batches/none", 404)).isEqualTo("UNKNOWN_BATCH");
        assertThat(code(base + "journal?limit=501", 400)).isEqualTo("INVALID_PARAMETER");
        assertThat(code(base + "journal?cursor=nonsense!", 400)).isEqualTo("INVALID_PARAMETER");
        String foreign = get(base + "journal?limit=1", 200).path("nextCursor").asText();
        assertThat(code(base + "rejections?cursor=" + foreign, 400)).isEqualTo("INVALID_PARAMETER");
    }

    private String code(String url, int status) throws Exception {
        return get(url, status).path("code").asText();
    }

    private JsonNode get(String url, int status) throws Exception {
        HttpResponse<String> response = http.send(
                TestKeys.auditors(HttpRequest.newBuilder(URI.create(url))).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(url + " " + response.body()).isEqualTo(status);
        return Json.STRICT.readTree(response.body());
    }
}
