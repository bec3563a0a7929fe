package io.fluxledger.runtime;

import io.fluxledger.schemas.EventDeserializer;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.EventSerializer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka clients as every service wants them. */
public final class KafkaClients {
    private final String bootstrap;
    private final EventSerde serde;
    private final Map<String, Object> security;

    /** Clients of this process's principal. */
    public KafkaClients(String bootstrap, EventSerde serde) {
        this(bootstrap, serde, ClientSecurity.ofProcess());
    }

    /** @param security how the clients prove who they are, as {@link ClientSecurity} reads it */
    public KafkaClients(String bootstrap, EventSerde serde, Map<String, Object> security) {
        this.bootstrap = bootstrap;
        this.serde = serde;
        this.security = Map.copyOf(security);
    }

    public EventSerde serde() {
        return serde;
    }

    /** An idempotent producer that waits for all replicas. */
    public Producer<String, SpecificRecord> producer(String clientId) {
        return producer(clientId, Map.of());
    }

    /** As {@link #producer(String)}, with further configuration, for example a transactional id. */
    public Producer<String, SpecificRecord> producer(String clientId, Map<String, Object> extra) {
        return new KafkaProducer<>(producing(clientId, extra), new StringSerializer(), new EventSerializer(serde));
    }

    /** A producer of bytes, for dead letters. */
    public Producer<String, byte[]> rawProducer(String clientId) {
        return new KafkaProducer<>(producing(clientId, Map.of()), new StringSerializer(), new ByteArraySerializer());
    }

    /** As {@link #producer(String, Map)}, of records as they stand on a log. */
    public Producer<byte[], byte[]> byteProducer(String clientId, Map<String, Object> extra) {
        return new KafkaProducer<>(producing(clientId, extra), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> producing(String clientId, Map<String, Object> extra) {
        Map<String, Object> config = new HashMap<>(security);
        config.put("bootstrap.servers", bootstrap);
        config.put("client.id", clientId);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("compression.type", "none");
        config.put("linger.ms", 1);
        config.putAll(extra);
        return config;
    }

    /**
     * A consumer without group that starts at the beginning.
     *
     * @param committed whether only committed records are seen; everything with an outside effect wants that
     */
    public Consumer<String, SpecificRecord> consumer(String clientId, boolean committed, Map<String, Object> extra) {
        return new KafkaConsumer<>(
                consuming(clientId, committed, extra), new StringDeserializer(), new EventDeserializer(serde));
    }

    /** As {@link #consumer}, for topics that strangers may write. */
    public Consumer<String, byte[]> rawConsumer(String clientId, boolean committed, Map<String, Object> extra) {
        return new KafkaConsumer<>(
                consuming(clientId, committed, extra), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** As {@link #rawConsumer}, with the keys as they stand on the log. */
    public Consumer<byte[], byte[]> byteConsumer(String clientId, boolean committed, Map<String, Object> extra) {
        return new KafkaConsumer<>(
                consuming(clientId, committed, extra), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> consuming(String clientId, boolean committed, Map<String, Object> extra) {
        Map<String, Object> config = new HashMap<>(security);
        config.put("bootstrap.servers", bootstrap);
        config.put("client.id", clientId);
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "earliest");
        config.put("isolation.level", committed ? "read_committed" : "read_uncommitted");
        config.putAll(extra);
        return config;
    }

    public Admin admin() {
        Map<String, Object> config = new HashMap<>(security);
        config.put("bootstrap.servers", bootstrap);
        return Admin.create(config);
    }
}
