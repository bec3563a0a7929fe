package io.fluxledger.relayer.publish;

import io.fluxledger.runtime.ClientSecurity;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.EventSerializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The relayer's Kafka clients, all with the settings that its guarantees rest on.
 *
 * @param instance name of this relayer process; two with the same name fence each other
 */
public record KafkaClients(String bootstrap, EventSerde serde, String instance) {
    private static final String PREFIX = "fluxledger-relayer-";
    /** A dead relayer's transaction holds back readers of its topics for so long at most. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    /** A member of the group with a fixed name: a restarted process gets its partitions back at once. */
    KafkaConsumer<String, byte[]> groupConsumer(String purpose) {
        Map<String, Object> config = consumerConfig();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, PREFIX + purpose);
        config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, PREFIX + purpose + "-" + instance);
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, PREFIX + purpose + "-" + instance);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(SESSION_TIMEOUT.toMillis()));
        // The topics keep everything, so the first start begins at the beginning.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A reader of whole partitions, without a group. */
    KafkaConsumer<String, byte[]> reader() {
        Map<String, Object> config = consumerConfig();
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Its transactional id fences an older process that still believes to be the owner. */
    KafkaProducer<String, SpecificRecord> transactionalProducer(String purpose) {
        Map<String, Object> config = producerConfig();
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, PREFIX + purpose);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, PREFIX + purpose + "-" + instance);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(TRANSACTION_TIMEOUT.toMillis()));
        return new KafkaProducer<>(config, new StringSerializer(), new EventSerializer(serde));
    }

    /** For inputs: an open transaction there would hold back every later request. */
    KafkaProducer<String, SpecificRecord> plainProducer(String purpose) {
        Map<String, Object> config = producerConfig();
        config.put(ProducerConfig.CLIENT_ID_CONFIG, PREFIX + purpose + "-" + instance);
        return new KafkaProducer<>(config, new StringSerializer(), new EventSerializer(serde));
    }

    /** For copies of records that could not be read. */
    KafkaProducer<String, byte[]> byteProducer(String purpose) {
        Map<String, Object> config = producerConfig();
        config.put(ProducerConfig.CLIENT_ID_CONFIG, PREFIX + purpose + "-" + instance);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        Map<String, Object> config = new HashMap<>(ClientSecurity.ofProcess());
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return Admin.create(config);
    }

    private Map<String, Object> consumerConfig() {
        Map<String, Object> config = new HashMap<>(ClientSecurity.ofProcess());
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return config;
    }

    private Map<String, Object> producerConfig() {
        Map<String, Object> config = new HashMap<>(ClientSecurity.ofProcess());
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5L);
        return config;
    }
}
