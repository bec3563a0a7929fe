package io.fluxledger.audit.prove;

import io.fluxledger.events.AuditBatch;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The batches on the log, for one writer: whoever opens it fences the one before, and what that one had not committed
 * does not count.
 */
final class SealedLog implements AutoCloseable {
    private static final String NAME = "audit-sealer";
    private static final String SOURCE = "/fluxledger/audit-projector";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final TopicPartition PARTITION = new TopicPartition(TopicCatalog.AUDIT_BATCHES.name(), 0);

    private final Producer<String, SpecificRecord> producer;
    private final Map<Long, AnchorTrail> trails = new HashMap<>();
    private @Nullable AuditBatch last;

    private SealedLog(Producer<String, SpecificRecord> producer) {
        this.producer = producer;
    }

    static SealedLog open(KafkaClients kafka) {
        Producer<String, SpecificRecord> producer = kafka.producer(NAME, Map.of("transactional.id", NAME));
        try {
            producer.initTransactions();
            SealedLog log = new SealedLog(producer);
            log.read(kafka);
            return log;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private void read(KafkaClients kafka) {
        try (Consumer<String, SpecificRecord> consumer = kafka.consumer(NAME, true, Map.of())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(POLL)) {
                    if (record.value() instanceof AuditBatch batch) {
                        note(batch);
                    }
                }
            }
        }
    }

    private void note(AuditBatch batch) {
        AnchorTrail end = trails.get(batch.getChainId());
        trails.put(batch.getChainId(), AnchorTrail.behind(end, batch, last == null));
        last = batch;
    }

    /** The last batch; null when there is none. */
    @Nullable
    AuditBatch last() {
        return last;
    }

    /** Where the roots for a chain end; empty when there is none. */
    Optional<AnchorTrail> trail(long chainId) {
        return Optional.ofNullable(trails.get(chainId));
    }

    void write(AuditBatch batch) {
        String id = "batch:" + batch.getBatchId();
        var headers = EventHeaders.of(
                EventHeaders.inputId(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))),
                batch,
                SOURCE,
                Instant.now(),
                null);
        producer.beginTransaction();
        // The commit fails when this did.
        var _ = producer.send(new ProducerRecord<>(
                TopicCatalog.AUDIT_BATCHES.name(), null, Long.toString(batch.getBatchId()), batch, headers));
        producer.commitTransaction();
        note(batch);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
