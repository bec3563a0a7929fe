package io.fluxledger.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.export.deadletter.DeadLetter;
import io.fluxledger.export.deadletter.DeadLetterBox;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.TestKafka;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What outsiders write into headers does not stop those who look at dead letters. */
class DeadLetterBoxTest {
    private final KafkaClients clients = new KafkaClients(
            TestKafka.shared().bootstrap(),
            // Nothing is deserialized.
            new EventSerde(new SchemaRegistryClient(URI.create("http://127.0.0.1:1"))));
    private final DeadLetterBox box = new DeadLetterBox(clients, TopicCatalog.PRODUCER_EVENTS);

    private static Header header(String name, @Nullable String value) {
        return new RecordHeader(name, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private long write(byte @Nullable [] value, Header... headers) throws Exception {
        try (Producer<byte[], byte[]> producer = clients.byteProducer("letters", Map.of())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(box.topic(), 0, null, null, value);
            List.of(headers).forEach(record.headers()::add);
            return producer.send(record).get().offset();
        }
    }

    @Test
    void foreignHeadersMakeNoNotes() throws Exception {
        try (Admin admin = clients.admin()) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        Header reason = header("dlq.reason", "no receipt");
        long words = write(new byte[] {1}, header("dlq.redriven", "x"), reason);
        long nothing = write(new byte[] {1}, header("dlq.redriven", null), header("x", null), reason);
        long tombstone = write(null, header("dlq.redriven", Long.toString(words)), reason);
        long digits = write(new byte[] {1}, header("dlq.redriven", Long.toString(words)));
        long far = write(new byte[] {1}, reason, header("dlq.partition", "999999999999"));
        long redriven = write(new byte[] {1}, reason);
        long note = write(
                null,
                header("dlq.redriven", Long.toString(redriven)),
                header("dlq.redriven.to", "producer.events.v1-0:7"));
        SortedMap<Long, DeadLetter> letters = box.letters();
        assertThat(letters)
                .containsKeys(words, nothing, tombstone, digits, far, redriven)
                .doesNotContainKey(note);
        assertThat(List.of(words, nothing, tombstone, digits, far))
                .allSatisfy(offset -> assertThat(at(letters, offset).redriven()).isNull());
        assertThat(at(letters, redriven).redriven()).isEqualTo("producer.events.v1-0:7");
        assertThat(at(letters, far).sourcePartition()).isNegative();
        assertThat(at(letters, nothing).headers()).containsEntry("x", "");
    }

    private static DeadLetter at(SortedMap<Long, DeadLetter> letters, long offset) {
        return Objects.requireNonNull(letters.get(offset));
    }
}
