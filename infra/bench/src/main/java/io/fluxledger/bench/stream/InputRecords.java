package io.fluxledger.bench.stream;

import io.fluxledger.bench.workload.Step;
import io.fluxledger.bench.workload.Workload;
import io.fluxledger.bench.workload.WorkloadEvents;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.InputId16;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A workload as records for the inputs' topic, with keys and headers as intake writes them. Not safe for use by several
 * threads.
 */
public final class InputRecords {
    private static final String SOURCE = "/fluxledger/bench";
    /** No run takes that long, and the ledger allows it. */
    private static final Duration LIFE = Duration.ofHours(20);

    private final EventSerde serde;
    private final WorkloadEvents events;
    private final Workload workload;

    public InputRecords(EventSerde serde, WorkloadShape shape) {
        this.serde = serde;
        this.events = new WorkloadEvents(shape, Instant.now().plus(LIFE).toEpochMilli());
        this.workload = new Workload(shape);
    }

    /** A deposit for every payer; to be written before any call. */
    public List<ProducerRecord<byte[], byte[]>> deposits() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (CreditsDeposited deposit : events.deposits()) {
            records.add(record(events.key(records.size()), deposit.getInputId(), deposit));
        }
        return records;
    }

    /** The next step of a call. */
    public ProducerRecord<byte[], byte[]> next() {
        Step step = workload.next();
        return record(events.key(step.payer()), EventHeaders.inputId(step.inputId()), events.event(step));
    }

    private ProducerRecord<byte[], byte[]> record(String key, InputId16 id, SpecificRecord event) {
        return new ProducerRecord<>(
                TopicCatalog.LEDGER_INPUTS.name(),
                null,
                null,
                key.getBytes(StandardCharsets.UTF_8),
                serde.serialize(TopicCatalog.LEDGER_INPUTS, event),
                EventHeaders.of(id, event, SOURCE, Instant.EPOCH, null));
    }

    /** A plain idempotent producer of bytes that waits for all replicas. */
    public static Producer<byte[], byte[]> producer(String bootstrap, Map<String, Object> extra) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrap,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "compression.type",
                "none",
                "batch.size",
                128 * 1024,
                "buffer.memory",
                128L << 20));
        config.putAll(extra);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
