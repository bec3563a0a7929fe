package io.fluxledger.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.Ports;
import io.fluxledger.testkit.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The watch on a real broker, without a registry. */
class WatchedLogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** In the wire format, of a schema that must be asked for. */
    private static final byte[] UNKNOWN = {0, 0, 0, 0, 7, 1};

    private final KafkaClients clients = new KafkaClients(
            TestKafka.shared().bootstrap(),
            new EventSerde(new SchemaRegistryClient(URI.create("http://127.0.0.1:" + Ports.free()))));
    private final List<Throwable> failures = new ArrayList<>();
    private final Letters letters = new Letters();

    private void write(String topic, byte @Nullable [] value, String... headers) throws Exception {
        try (Producer<byte[], byte[]> producer = clients.byteProducer("writer", Map.of())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, null, null, value);
            for (String header : headers) {
                String[] parts = header.split("=", -1);
                record.headers().add(parts[0], parts[1].getBytes(StandardCharsets.UTF_8));
            }
            producer.send(record).get();
        }
    }

    @Test
    void withoutARegistryItIsNotReadyAndSaysHowFarItIsBehind() throws Exception {
        try (Admin admin = clients.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        String dead = TopicCatalog.LEDGER_INPUTS.deadLetters();
        write(dead, new byte[] {1}, "dlq.reason=none");
        write(dead, null, "dlq.redriven=0", "dlq.redriven.to=ledger.inputs.v1-0:3");
        write(dead, null, "dlq.redriven=0", "dlq.reason=none");
        Windows windows = new Windows(Duration.ofHours(24), TopicCatalog.PROVIDER_JOURNAL.partitions());
        try (LogWatch log = new LogWatch(clients, new Books(), new Lanes(), windows, letters, failures::add).start()) {
            await().atMost(PATIENCE).until(log::isCaughtUp);
            assertThat(log.behind()).isZero();
            assertThat(letters.counts()).containsEntry(dead, 2L);

            write(TopicCatalog.LEDGER_JOURNAL.name(), UNKNOWN);
            write(TopicCatalog.LEDGER_JOURNAL.name(), UNKNOWN);
            await().atMost(PATIENCE).until(() -> !log.isCaughtUp() && log.behind() >= 2);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void whatWasNeverAnchoredIsLateFromTheFirstLineOn() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Books books = new Books();
        Lanes lanes = new Lanes();
        Windows windows = new Windows(Duration.ofHours(24), 1);
        Clock clock = Clock.fixed(Instant.ofEpochMilli(100_000), ZoneOffset.UTC);
        try (LogWatch log = new LogWatch(clients, books, lanes, windows, letters, failures::add).start()) {
            assertThat(new WatchGauges(registry, clock, log, books, lanes, windows, letters))
                    .isNotNull();
            assertThat(anchorAgeS(registry)).isZero();
            books.add(new TopicPartition("ledger.journal.v1", 0), Told.line(1, 0, 40_000, List.of()));
            assertThat(anchorAgeS(registry)).isEqualTo(60);
        }
    }

    private static double anchorAgeS(SimpleMeterRegistry registry) {
        return registry.get("fluxledger.watch.anchor.age.seconds").gauge().value();
    }
}
