package io.fluxledger.bench.stream;

import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicLeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The limit: the inputs are consumed and produced again as they are, without a transaction and without a thought. */
final class RawCopy {
    private static final String COPY = "bench.copy";

    private RawCopy() {}

    /**
     * Copies the inputs' topic.
     *
     * @return records a second
     */
    static double inputsPerS(String bootstrap, int records) throws Exception {
        int partitions = TopicCatalog.LEDGER_INPUTS.partitions();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicLeaders.create(admin, List.of(new NewTopic(COPY, partitions, (short) 1)));
        }
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        long begunNs = System.nanoTime();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap, "max.poll.records", 10_000, "enable.auto.commit", false),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                Producer<byte[], byte[]> producer = InputRecords.producer(bootstrap, Map.of("linger.ms", 5))) {
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(p -> new TopicPartition(TopicCatalog.LEDGER_INPUTS.name(), p))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            int seen = 0;
            while (seen < records) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    seen++;
                    var _ = producer.send(
                            new ProducerRecord<>(
                                    COPY, record.partition(), null, record.key(), record.value(), record.headers()),
                            (metadata, e) -> {
                                if (e != null) {
                                    failure.set(e);
                                }
                            });
                }
            }
            producer.flush();
        }
        double seconds = (System.nanoTime() - begunNs) / 1e9;
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a record was not copied", failed);
        }
        return records / seconds;
    }
}
