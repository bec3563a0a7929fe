package io.fluxledger.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.fluxledger.schemas.TopicLeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TopicLeadersTest {
    private static final int TOPICS = 10;
    private static final int PARTITIONS = 32;

    /** Such a producer tells of the first refusal, which others hide by trying again. */
    private static final Map<String, Object> NO_SECOND_TRY =
            Map.of("retries", 0, "enable.idempotence", false, "acks", "1");

    @Test
    void newTopicsCanBeWrittenAtOnce() throws Exception {
        Map<String, Object> servers =
                Map.of("bootstrap.servers", TestKafka.shared().bootstrap());
        Map<String, Object> config = new HashMap<>(servers);
        config.putAll(NO_SECOND_TRY);
        try (Admin admin = Admin.create(servers);
                Producer<byte[], byte[]> producer =
                        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < TOPICS; i++) {
                String topic = "leaders." + UUID.randomUUID();
                TopicLeaders.create(admin, List.of(new NewTopic(topic, PARTITIONS, (short) 1)));
                List<Future<?>> sent = new ArrayList<>();
                for (int p = 0; p < PARTITIONS; p++) {
                    sent.add(producer.send(new ProducerRecord<>(topic, p, null, new byte[] {1})));
                }
                for (Future<?> record : sent) {
                    assertThatCode(() -> record.get(30, TimeUnit.SECONDS)).doesNotThrowAnyException();
                }
            }
        }
    }
}
