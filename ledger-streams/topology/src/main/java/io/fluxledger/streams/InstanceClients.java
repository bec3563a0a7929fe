package io.fluxledger.streams;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Clients of one instance. Its transactional ids are made of its own name instead of a random process id: when it comes
 * back after a crash it fences what it left open at once, where the broker would wait for the time-out.
 */
final class InstanceClients implements KafkaClientSupplier {
    private final String applicationId;
    private final String instanceId;

    InstanceClients(String applicationId, String instanceId) {
        this.applicationId = applicationId;
        this.instanceId = instanceId;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Map<String, Object> own = new HashMap<>(config);
        if (own.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG) instanceof String given) {
            own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(given));
        }
        return new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Keeps the number of the thread, which is what stands behind the last dash. */
    String transactionalId(String given) {
        return applicationId + "-" + instanceId + given.substring(given.lastIndexOf('-'));
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }
}
