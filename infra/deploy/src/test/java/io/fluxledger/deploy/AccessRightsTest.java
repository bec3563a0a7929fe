package io.fluxledger.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxledger.runtime.ClientSecurity;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.servers.JavaProgram;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.SecuredBroker;
import io.fluxledger.servers.ServerProcess;
import io.fluxledger.settlement.track.SettlementPublisher;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The rights of the table on a broker with TLS, SCRAM and an authorizer: enough for a service, and no more than it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessRightsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private SecuredBroker broker;
    private final Map<String, Path> users = new HashMap<>();

    @BeforeAll
    void start() throws InterruptedException, ExecutionException {
        SchemaRegistration.registerAll(
                new SchemaRegistryClient(TestRegistry.shared().url()));
        broker = SecuredBroker.start(directory.resolve("kafka"), step -> {});
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.administration()))) {
            TopicCatalog.createMissing(admin, (short) 1);
            AccessRights.grant(admin);
        }
        AccessRights.principals().forEach(name -> users.put(name, broker.user(name)));
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    private Map<String, Object> client(String user) {
        Map<String, Object> settings = new HashMap<>(ClientSecurity.read(String.valueOf(users.get(user))));
        settings.put("bootstrap.servers", broker.bootstrap());
        settings.put("max.block.ms", 20_000);
        return settings;
    }

    private static List<String> topics() {
        List<String> topics = new ArrayList<>(TopicCatalog.names());
        TopicCatalog.withDeadLetters().stream().map(TopicSpec::deadLetters).forEach(topics::add);
        return topics;
    }

    private void oneRecordOnEachTopic() throws InterruptedException, ExecutionException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.administration()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String topic : topics()) {
                producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[] {1}))
                        .get();
            }
        }
    }

    private List<String> writableBy(String user) throws InterruptedException {
        List<String> writable = new ArrayList<>();
        for (String topic : topics()) {
            Map<String, Object> plain = client(user);
            // An idempotent producer of somebody who may write to no topic is refused an id instead.
            plain.put("enable.idempotence", false);
            // One that was refused a topic is told so again for every other.
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(plain, new ByteArraySerializer(), new ByteArraySerializer())) {
                // With a key: a compacted topic takes nothing without one.
                producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[] {1}))
                        .get();
                writable.add(topic);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(TopicAuthorizationException.class);
            }
        }
        return writable;
    }

    private boolean canRead(String user, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client(user), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            consumer.poll(Duration.ofSeconds(1));
            return true;
        } catch (TopicAuthorizationException e) {
            return false;
        }
    }

    @Test
    void aServiceWithItsRightsWorksAndNobodyHasMore() throws Exception {
        streamsRun();
        oneRecordOnEachTopic();
        for (String user : new TreeSet<>(AccessRights.principals())) {
            assertThat(writableBy(user)).as("%s writes", user).isEqualTo(granted(user, AclOperation.WRITE));
            assertThat(readableBy(user)).as("%s reads", user).isEqualTo(granted(user, AclOperation.READ));
        }
    }

    private static List<String> granted(String user, AclOperation operation) {
        return topics().stream()
                .filter(topic -> AccessRights.all().stream()
                        .anyMatch(r -> r.principal().equals(user)
                                && r.operation() == operation
                                && r.covers(ResourceType.TOPIC, topic)))
                .toList();
    }

    /** Topics that a record was got from; the brokers have refused all others. */
    private List<String> readableBy(String user) {
        Set<String> open = new TreeSet<>(topics());
        Set<String> got = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client(user), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            await().pollInSameThread().atMost(PATIENCE).until(() -> {
                List<TopicPartition> partitions =
                        open.stream().map(topic -> new TopicPartition(topic, 0)).toList();
                if (!Set.copyOf(partitions).equals(consumer.assignment())) {
                    consumer.assign(partitions);
                    consumer.seekToBeginning(partitions);
                }
                try {
                    consumer.poll(Duration.ofMillis(300)).forEach(record -> got.add(record.topic()));
                } catch (TopicAuthorizationException e) {
                    open.removeAll(e.unauthorizedTopics());
                }
                open.removeAll(got);
                return open.isEmpty();
            });
        }
        return topics().stream().filter(got::contains).toList();
    }

    /** The streams service as it is deployed: a process that is told who it is by a file. */
    private void streamsRun() throws IOException {
        int port = Ports.free();
        Path config = Files.writeString(directory.resolve("streams.properties"), """
            kafka.bootstrap=%s
            registry.url=%s
            http.port=%d
            state.dir=%s
            """.formatted(
                        broker.bootstrap(), TestRegistry.shared().url(), port, directory.resolve("state")));
        Path log = directory.resolve("streams.log");
        ServerProcess process = ServerProcess.start(
                JavaProgram.command(
                        ServiceMain.class.getName(), 384, List.of(), List.of("streams", "--config", config.toString())),
                directory,
                Map.of(ClientSecurity.VARIABLE, String.valueOf(users.get("streams"))),
                log);
        try {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(status(port)).as(Files.readString(log)).isEqualTo(200));
        } finally {
            process.stop(ServerProcess.Signal.TERM, Duration.ofSeconds(30));
        }
    }

    private static int status(int port) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Its transactional id keeps two settlement workers from paying, its group says which one leads. */
    @Test
    void settlementFencesAndIsElected() {
        Map<String, Object> settings = client("settlement");
        settings.putAll(SettlementPublisher.PRODUCER);
        settings.put("group.id", "fluxledger-settlement");
        settings.put("auto.offset.reset", "earliest");
        TopicPartition seat = new TopicPartition(TopicCatalog.SETTLEMENT_PROVIDERS.name(), 0);
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> member =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(
                    new ProducerRecord<>(TopicCatalog.PROVIDER_INPUTS.name(), new byte[] {1}, new byte[] {1}));
            producer.commitTransaction();
            member.subscribe(List.of(seat.topic()));
            await().atMost(PATIENCE).pollInSameThread().until(() -> {
                member.poll(Duration.ofMillis(100));
                return member.assignment().contains(seat);
            });
        }
    }

    @Test
    void whoMayNotReadIsRefusedAndSoIsAStranger() throws IOException {
        assertThat(canRead("analyst", "ledger.journal.v1")).isTrue();
        assertThat(canRead("analyst", "producer.events.v1")).isFalse();
        assertThat(canRead("analyst", "provider.journal.v1")).isFalse();
        assertThat(canRead("auditor", "provider.journal.v1")).isTrue();
        assertThat(canRead("producer", "ledger.journal.v1")).isFalse();
        assertThat(canRead("audit", "chain.transactions.v1")).isTrue();

        Path stranger = Files.writeString(
                directory.resolve("stranger.properties"),
                Files.readString(users.get("producer")).replaceFirst("password=\"[^\"]+\"", "password=\"guessed\""));
        users.put("stranger", stranger);
        assertThatThrownBy(() -> canRead("stranger", "ledger.journal.v1"))
                .isInstanceOf(SaslAuthenticationException.class);
    }
}
