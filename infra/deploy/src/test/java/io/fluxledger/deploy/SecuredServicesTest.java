package io.fluxledger.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ClientSecurity;
import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.servers.JavaProgram;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.SecuredBroker;
import io.fluxledger.servers.ServerProcess;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import io.fluxledger.testkit.TestPostgres;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every service with the settings that are shipped and the rights that it is granted, on a broker that refuses everything else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredServicesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> SERVICES =
            List.of("streams", "relayer", "audit", "settlement", "intake", "watch");
    private static final String OPERATOR = "the operator of this test";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ApiKey.Made AUDITOR = ApiKey.make(Role.AUDITOR, Optional.empty(), RANDOM);
    private static final long TENTH_NANOS = 100_000_000;

    @TempDir
    private static Path directory;

    private final TestChains chains = TestChains.shared();
    private final TestPostgres postgres = TestPostgres.fresh();
    private final Map<String, Integer> ports = new HashMap<>();
    private final List<ServerProcess> processes = new ArrayList<>();
    private SecuredBroker broker;

    @BeforeAll
    void start() throws Exception {
        SchemaRegistration.registerAll(
                new SchemaRegistryClient(TestRegistry.shared().url()));
        broker = SecuredBroker.start(directory.resolve("kafka"), step -> {});
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.administration()))) {
            TopicCatalog.createMissing(admin, (short) 1);
            AccessRights.grant(admin);
        }
        Path files = Files.createDirectory(directory.resolve("files"));
        Files.copy(chains.chainsFile(), files.resolve("chains.json"));
        Files.copy(chains.treasuryKeyFile(), files.resolve("treasury.key"));
        Files.copy(chains.operatorKeyFile(), files.resolve("operator.key"));
        Files.writeString(files.resolve("providers.json"), """
                [{"name":"nobody","address":"0x00000000000000000000000000000000000000a1","url":"http://127.0.0.1:1",
                  "payoutChainId":43114,"maxBudget":"0.05"}]
                """);
        Files.writeString(files.resolve("api-keys"), AUDITOR.key().line() + "\n");
        Files.writeString(files.resolve("operator-api.sha256"), sha256(OPERATOR));
        Files.writeString(files.resolve("db-password"), postgres.password());
        Files.writeString(files.resolve("liabilities-secrets"), "ab".repeat(32));
        SERVICES.forEach(service -> ports.put(service, Ports.free()));
        for (String service : SERVICES) {
            start(service, files);
        }
        for (String service : SERVICES) {
            await().atMost(PATIENCE)
                    .failFast(() -> assertThat(processes)
                            .as(Files.readString(log(service)))
                            .allMatch(ServerProcess::alive))
                    .untilAsserted(() -> assertThat(status(service))
                            .as("%s\n%s", service, Files.readString(log(service)))
                            .isEqualTo(200));
        }
    }

    private int status(String service) {
        try (LedgerClient client = client(service, null)) {
            return client.get("/health/ready").status();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Path log(String service) {
        return directory.resolve(service + ".log");
    }

    private String url(String service) {
        return "http://127.0.0.1:" + ports.get(service);
    }

    private LedgerClient client(String service, @Nullable String key) {
        return new LedgerClient(url(service), key);
    }

    private void start(String service, Path files) throws IOException {
        Map<String, String> settings = ShippedSettings.with(service, files);
        settings.put("kafka.bootstrap", broker.bootstrap());
        settings.put("registry.url", TestRegistry.shared().url().toString());
        settings.put("http.host", "127.0.0.1");
        settings.put("http.port", String.valueOf(ports.get(service)));
        // One broker, whose database is another; who asks whom stands in the shipped settings.
        settings.computeIfPresent("replication", (key, value) -> "1");
        settings.computeIfPresent("standbys", (key, value) -> "0");
        settings.computeIfPresent(
                "state.dir",
                (key, value) -> directory.resolve("state-" + service).toString());
        settings.computeIfPresent("db.url", (key, value) -> postgres.jdbcUrl());
        settings.computeIfPresent("db.user", (key, value) -> postgres.user());
        for (String other : List.of("streams", "audit", "relayer")) {
            settings.computeIfPresent(other + ".url", (key, value) -> url(other));
        }
        if (service.equals("audit")) {
            settings.put("seal.interval", "PT1S");
        }
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        Path config = Files.writeString(directory.resolve(service + ".properties"), text);
        processes.add(ServerProcess.start(
                JavaProgram.command(
                        ServiceMain.class.getName(), 384, List.of(), List.of(service, "--config", config.toString())),
                directory,
                Map.of(ClientSecurity.VARIABLE, broker.user(service).toString()),
                log(service)));
    }

    @AfterAll
    void stop() {
        processes.forEach(process -> process.stop(ServerProcess.Signal.TERM, Duration.ofSeconds(30)));
        broker.close();
    }

    @Test
    void fromADepositToWhatAuditorsRead() throws Exception {
        unreadableRecords();
        ChainsFile file = ChainsFile.read(chains.chainsFile());
        Wallet payer = Wallet.fresh(file);
        Wallet provider = Wallet.fresh(file);
        TestChain home = chains.home();
        home.mintUsdc(payer.address().toString(), 1_000_000);
        try (LedgerClient intake = client("intake", null)) {
            intake.post("/v1/deposits", payer.deposit(home.chainId(), 1_000_000))
                    .require("deposit");
            new Accounts(intake).awaitFunds(payer, PATIENCE);
            intake.post("/v1/providers", provider.registration(home.chainId())).require("provider");
            settle(intake, payer, provider);
        }
        try (LedgerClient settlement = client("settlement", OPERATOR)) {
            awaits(settlement, "/v1/operator/providers/" + provider.address(), body -> true);
            settlement
                    .post("/v1/settlement/windows/close", JsonNodeFactory.instance.objectNode())
                    .require("closing the window");
        }
        try (LedgerClient audit = client("audit", AUDITOR.secret())) {
            awaits(
                    audit,
                    "/v1/audit/windows?provider=" + provider.address(),
                    body -> !body.path("items").isEmpty());
            awaits(
                    audit,
                    "/v1/audit/anchors",
                    body -> body.findValuesAsText("anchorState").contains("FINAL"));
            assertThat(audit.get("/v1/audit/trial-balance")
                            .require("trial balance")
                            .body()
                            .path("total")
                            .asText())
                    .isEqualTo("0");
        }
        deadLettersAreThere();
        for (String service : SERVICES) {
            assertThat(Files.readString(log(service)).lines().filter(line -> line.matches("(?i).*not authorized.*")))
                    .as(service)
                    .isEmpty();
        }
    }

    private static void awaits(LedgerClient client, String path, Predicate<JsonNode> wanted) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Answer answer = client.get(path);
            assertThat(answer.ok() && wanted.test(answer.body()))
                    .as(answer.describe())
                    .isTrue();
        });
    }

    private static void settle(LedgerClient intake, Wallet payer, Wallet provider) {
        long home = TestChains.HOME_CHAIN_ID;
        intake.post(
                        "/v1/intents",
                        payer.intent(new IntentLockMessage(
                                "secured",
                                payer.address(),
                                provider.address(),
                                TENTH_NANOS,
                                System.currentTimeMillis() + PATIENCE.toMillis(),
                                "BATCH",
                                home,
                                Wallet.freshNonce())))
                .require("lock");
        intake.post(
                        "/v1/receipts",
                        provider.receipt(new UsageReceiptMessage(
                                "secured",
                                payer.address(),
                                provider.address(),
                                TENTH_NANOS,
                                1,
                                1,
                                home,
                                Wallet.freshNonce(),
                                System.currentTimeMillis())))
                .require("receipt");
        intake.post("/v1/settlements", provider.settlement("secured", payer.address(), provider.address()))
                .require("settlement");
    }

    private void unreadableRecords() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.administration()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (TopicSpec topic : TopicCatalog.withDeadLetters()) {
                producer.send(new ProducerRecord<>(topic.name(), 0, new byte[] {1}, new byte[] {1}))
                        .get();
            }
        }
    }

    /** Each service puts aside what it cannot read, which is the right that is needed the least often. */
    private void deadLettersAreThere() {
        Set<String> missing = new TreeSet<>();
        TopicCatalog.withDeadLetters().forEach(topic -> missing.add(topic.deadLetters()));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.administration()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = missing.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().pollInSameThread().atMost(PATIENCE).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(300)).forEach(record -> missing.remove(record.topic()));
                assertThat(missing).isEmpty();
            });
        }
    }
}
