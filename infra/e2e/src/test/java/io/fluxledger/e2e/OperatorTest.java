package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.Address20;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.TransferUnmatched;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.SchemaRegistry;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What operators, disputing payers and refunding providers do, on the whole stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long TENTH_NANOS = 100_000_000;
    private static final long HOME = LocalChain.HOME.chainId();
    private static final long REMOTE = LocalChain.REMOTE.chainId();

    private LiveStack stack;
    private LedgerClient intake;
    private LedgerClient streams;
    private OperatorDoor door;
    private Wallet payer;
    private Wallet provider;

    @BeforeAll
    void fund() throws Exception {
        stack = LiveStack.shared();
        intake = stack.intake();
        streams = new LedgerClient(stack.state().url(Parts.STREAMS));
        door = new OperatorDoor(stack, intake);
        payer = Wallet.fresh(stack.chains());
        Funding.deposit(stack, payer, 5_000_000);
    }

    /** Fees and disputes of one test are none of another's. */
    @BeforeEach
    void hireProvider() {
        provider = Wallet.fresh(stack.chains());
    }

    @AfterAll
    void close() {
        intake.close();
        streams.close();
    }

    @Test
    void aNewFeeRulesFromThenOn() {
        settle("fee-before", TENTH_NANOS);
        awaitFeeNanos(100_000);
        LiveStack.Ran shown = stack.ledger("operator", "parameters", "--provider-fee-ppm", "2000");
        assertThat(shown.status()).isEqualTo(1);
        assertThat(shown.out())
                .containsPattern("providerFeePpm +1000 +2000 +changes")
                .contains("Nothing was sent");
        settle("fee-still", TENTH_NANOS);
        awaitFeeNanos(200_000);
        try {
            LiveStack.Ran sent = stack.ledger("operator", "parameters", "--provider-fee-ppm", "2000", "--yes");
            assertThat(sent.err()).isEmpty();
            assertThat(sent.out().lines().filter(l -> l.contains("ACCEPTED")))
                    .as(sent.out())
                    .hasSize(16);
            assertThat(sent.status()).isZero();
            String first = found(sent.out(), "order (\\S+)");
            settle("fee-after", TENTH_NANOS);
            awaitFeeNanos(400_000);
            assertThat(stack.ledger("operator", "parameters", "--provider-fee-ppm", "3000", "--yes")
                            .status())
                    .isZero();
            // The first order again: its answers as they were, and what rules now stays.
            LiveStack.Ran again =
                    stack.ledger("operator", "parameters", "--provider-fee-ppm", "2000", "--yes", "--id", first);
            assertThat(answers(again)).isEqualTo(answers(sent));
            settle("fee-third", TENTH_NANOS);
            awaitFeeNanos(700_000);
        } finally {
            assertThat(stack.ledger("operator", "parameters", "--provider-fee-ppm", "1000", "--yes")
                            .status())
                    .isZero();
        }
        assertVerified();
    }

    private static List<String> answers(LiveStack.Ran ran) {
        return ran.out().lines().filter(l -> l.contains("journal.v1")).toList();
    }

    @Test
    void aHoldStopsADeadlineAndItsReleaseLetsItRunOn() {
        // Paid at once on a chain on which the payer has nothing: it needs a route.
        ObjectNode placed = OperatorDoor.order().put("chainId", REMOTE).put("reason", "the bridge is down");
        long deadlineMs = System.currentTimeMillis() + 6_000;
        intake.post("/v1/intents", payer.intent(lock("held", TENTH_NANOS, deadlineMs, "INSTANT", REMOTE)))
                .require("lock");
        Answer held = door.post("holds", placed).require("hold");
        try {
            assertThat(held.body().path("partitions")).hasSize(8);
            assertThat(door.post("holds", placed).body()).isEqualTo(held.body());
            Answer past = intake.await(
                    "/v1/intents/held?payer=" + payer.address(),
                    "the deadline passes",
                    PATIENCE,
                    a -> a.body().path("asOf").path("clockMs").asLong() > deadlineMs + 1_500);
            assertThat(past.body().path("status").asText()).isEqualTo("HELD");
            assertThat(past.body().path("deadlineMs").asLong()).isGreaterThan(deadlineMs);
        } finally {
            LiveStack.Ran released = stack.ledger("operator", "release", Long.toString(REMOTE));
            assertThat(released.out()).contains("ACCEPTED").doesNotContain("PENDING");
            assertThat(released.status()).isZero();
        }
        intake.await(
                "/v1/intents/held?payer=" + payer.address(),
                "the intent expires after the hold",
                PATIENCE,
                a -> a.body().path("status").asText().equals("EXPIRED"));
        assertVerified();
    }

    @Test
    void aDisputeIsReservedDecidedAndPaidBack() {
        settle("disputed", TENTH_NANOS);
        ObjectNode request = payer.dispute("disputed", provider.address(), 30_000_000, "half of it was cut off");
        long before = available();
        OperatorDoor.assertProblem(
                intake.post("/v1/disputes", payer.dispute("disputed", provider.address(), 2 * TENTH_NANOS, "x")),
                "422 DISPUTE_EXCEEDS_CAPTURE");
        OperatorDoor.assertProblem(
                intake.post("/v1/disputes", request.deepCopy().put("amount", "0")), "400 AMOUNT_ZERO amount");
        OperatorDoor.assertProblem(
                intake.post("/v1/disputes", request.deepCopy().put("amount", "0.01")),
                "401 SIGNATURE_MISMATCH signature");
        Answer raised = intake.post("/v1/disputes", request);
        assertThat(raised.status()).as(raised.describe()).isEqualTo(201);
        String disputeId = raised.body().path("disputeId").asText();
        String view = "/v1/providers/" + provider.address() + "/disputes/" + disputeId;
        Answer open = intake.await(view, "the reserve", PATIENCE, Answer::ok);
        assertThat(open.body().path("status").asText()).isEqualTo("OPEN");
        assertThat(open.body().path("reserved").asText()).isEqualTo("0.03");
        Answer repeated = intake.post("/v1/disputes", request);
        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.body().path("alreadyApplied").asBoolean()).isTrue();
        assertThat(repeated.body().path("disputeId").asText()).isEqualTo(disputeId);

        String who = provider.address().toString();
        assertThat(stack.ledger("operator", "decide", who).out())
                .contains(disputeId)
                .contains("OPEN");
        LiveStack.Ran decided = stack.ledger("operator", "decide", who, disputeId, "--uphold", "0.02");
        assertThat(decided.out()).contains("ACCEPTED");
        assertThat(decided.status()).isZero();
        intake.await(
                "/v1/accounts/" + payer.address(),
                "what was upheld comes back",
                PATIENCE,
                a -> Accounts.nanos(a, "available") == before + 20_000_000);
        assertThat(intake.get(view).body().path("upheld").asText()).isEqualTo("0.02");
        assertThat(stack.ledger("operator", "decide", who, disputeId, "--uphold", "0.02")
                        .out())
                .contains("ALREADY_APPLIED");
        LiveStack.Ran other = stack.ledger("operator", "decide", who, disputeId, "--dismiss");
        assertThat(other.out()).contains("DISPUTE_ALREADY_CLOSED");
        assertThat(other.status()).isEqualTo(1);
        assertVerified();
    }

    @Test
    void aProviderGivesBackOfItsOwnAccord() {
        settle("given-back", TENTH_NANOS);
        String path = "/v1/providers/" + provider.address() + "/refunds";
        ObjectNode request = provider.giveBack("given-back", payer.address(), 10_000_000);
        long before = available();
        await().atMost(PATIENCE).until(() -> intake.post(path, request).ok());
        Answer repeated = intake.post(path, request);
        assertThat(repeated.status()).isEqualTo(200);
        OperatorDoor.assertProblem(
                intake.post(path, payer.giveBack("given-back", payer.address(), 10_000_000)),
                "401 SIGNATURE_MISMATCH signature");
        OperatorDoor.assertProblem(
                intake.post(path, request.deepCopy().put("intentId", "a b")), "400 INVALID_ID intentId");
        intake.await(
                "/v1/accounts/" + payer.address(),
                "the refund",
                PATIENCE,
                a -> Accounts.nanos(a, "available") == before + 10_000_000);
    }

    @Test
    void suspenseIsCreditedReturnedOrThePlatforms() throws Exception {
        Wallet stranger = Wallet.fresh(stack.chains());
        String who = stranger.address().toString();
        String credited = unmatched(stranger, 1_500_000);
        String returned = unmatched(stranger, 2_500_000);
        String ours = unmatched(stranger, 3_500_000);
        await().atMost(PATIENCE)
                .until(() ->
                        door.get("suspense/" + who).body().path("transfers").size() == 3);
        assertThat(stack.ledger("operator", "suspense", who).out())
                .contains(credited, returned, ours, "1.5", "2.5", "3.5");
        String chain = Long.toString(HOME);
        LiveStack.Ran credit =
                stack.ledger("operator", "suspense", who, "--chain", chain, "--nonce", credited, "--credit");
        assertThat(credit.out()).contains("ACCEPTED");
        LiveStack.Ran platform =
                stack.ledger("operator", "suspense", who, "--chain", chain, "--nonce", ours, "--platform");
        assertThat(platform.out()).contains("ACCEPTED");
        ObjectNode back = OperatorDoor.order()
                .put("payer", who)
                .put("chainId", HOME)
                .put("nonce", returned)
                .put("resolution", "RETURN");
        Answer first = door.post("suspense", back).require("return");
        assertThat(door.post("suspense", back).body()).isEqualTo(first.body());
        OperatorDoor.assertProblem(
                door.post("suspense", back.deepCopy().put("resolution", "CREDIT")),
                "409 ORDER_WITH_DIFFERENT_CONTENT id");
        ObjectNode late = back.deepCopy();
        late.set("id", OperatorDoor.order().get("id"));
        OperatorDoor.assertProblem(
                door.post("suspense", late.put("nonce", "0x" + "11".repeat(32))), "404 UNKNOWN_DEPOSIT");
        assertThat(Accounts.nanos(intake.get("/v1/accounts/" + who), "available"))
                .isEqualTo(1_500_000_000L);
        assertThat(door.get("suspense/" + who).body().path("transfers")).isEmpty();
        assertVerified();
    }

    /** Locks, reports and settles the same amount for a batch payout. */
    private void settle(String intentId, long amountNanos) {
        long deadlineMs = System.currentTimeMillis() + Duration.ofMinutes(5).toMillis();
        intake.post("/v1/intents", payer.intent(lock(intentId, amountNanos, deadlineMs, "BATCH", HOME)))
                .require("lock");
        intake.post(
                        "/v1/receipts",
                        provider.receipt(new UsageReceiptMessage(
                                intentId,
                                payer.address(),
                                provider.address(),
                                amountNanos,
                                1,
                                1,
                                HOME,
                                Wallet.freshNonce(),
                                System.currentTimeMillis())))
                .require("receipt");
        intake.post("/v1/settlements", provider.settlement(intentId, payer.address(), provider.address()))
                .require("settlement");
    }

    private IntentLockMessage lock(String intentId, long amountNanos, long deadlineMs, String mode, long chainId) {
        return new IntentLockMessage(
                intentId,
                payer.address(),
                provider.address(),
                amountNanos,
                deadlineMs,
                mode,
                chainId,
                Wallet.freshNonce());
    }

    private void awaitFeeNanos(long expected) {
        JsonNode view = streams.await(
                        "/v1/providers/" + provider.address(),
                        "fees of " + expected,
                        PATIENCE,
                        a -> a.body().path("openWindowFeeNanos").asLong() >= expected)
                .body();
        assertThat(view.path("openWindowFeeNanos").asLong()).isEqualTo(expected);
    }

    private long available() {
        return Accounts.nanos(intake.get("/v1/accounts/" + payer.address()), "available");
    }

    /** A transfer that no deposit announced, as the relayer reports it. */
    private String unmatched(Wallet sender, long amountMicros) throws Exception {
        EventSerde serde = new EventSerde(new SchemaRegistryClient(
                SchemaRegistry.confluentApi(stack.state().port(Parts.REGISTRY))));
        InputId16 id = EventHeaders.newInputId();
        byte[] nonce = Wallet.freshNonce().bytes();
        TransferUnmatched input = new TransferUnmatched(
                id,
                new Address20(sender.address().bytes()),
                HOME,
                new Address20(EthAddress.parse(
                                stack.chains().chain(HOME).orElseThrow().usdc())
                        .bytes()),
                new Hash32(nonce),
                amountMicros,
                new Hash32(nonce),
                1L);
        try (Producer<String, SpecificRecord> producer =
                new KafkaClients(stack.state().bootstrap(), serde).producer("test", Map.of())) {
            producer.send(new ProducerRecord<>(
                            TopicCatalog.LEDGER_INPUTS.name(),
                            null,
                            sender.address().toString(),
                            input,
                            EventHeaders.of(id, input, "/test", Instant.EPOCH, null)))
                    .get(30, TimeUnit.SECONDS);
        }
        return "0x" + java.util.HexFormat.of().formatHex(nonce);
    }

    private void assertVerified() {
        LiveStack.Ran verify = stack.ledger("verify", "--quiet");
        assertThat(verify.out()).contains(" 0 differences, conservation 0");
        assertThat(verify.status()).isZero();
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
