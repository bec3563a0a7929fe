package io.fluxledger.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaClusterTest {
    private static final String TOPIC = "kept";
    private static final int PARTITIONS = 6;

    @TempDir
    Path directory;

    @Test
    void nothingAcknowledgedIsLostWithABrokerAndItsReturnFillsTheReplicas() throws Exception {
        try (KafkaCluster cluster = start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 3)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
            awaitLeaders(admin);
            Set<String> sent = new TreeSet<>();
            try (KafkaProducer<String, String> producer = producer(cluster)) {
                sent.addAll(send(producer, "before", 300));
                cluster.kill(2);
                assertThat(cluster.process(2).alive()).isFalse();
                sent.addAll(send(producer, "without", 300));
                assertThat(read(cluster)).isEqualTo(sent);
                assertThatThrownBy(() -> cluster.awaitInSync(Duration.ofSeconds(1)))
                        .isInstanceOf(ServerFailedException.class)
                        .hasMessageContaining("has 2 of 3");

                cluster.start(2);
                cluster.awaitInSync(Duration.ofMinutes(1));
                Map<String, TopicDescription> topics =
                        admin.describeTopics(List.of(TOPIC)).allTopicNames().get(30, TimeUnit.SECONDS);
                assertThat(topics.values())
                        .singleElement()
                        .satisfies(topic -> assertThat(topic.partitions())
                                .hasSize(PARTITIONS)
                                .allSatisfy(p -> assertThat(p.isr()).hasSize(3)));

                // Only the broker that came back and one more are left: it really holds a copy.
                cluster.stop(1);
                sent.addAll(send(producer, "after", 300));
                assertThat(read(cluster)).isEqualTo(sent);
                cluster.start(1);
            }
            assertThat(read(cluster)).hasSize(900);
        }
    }

    @Test
    void aNodeThatRunsIsNotStartedTwice() {
        try (KafkaCluster cluster = KafkaCluster.start(directory, 1, Map.of(), Progress.SILENT)) {
            assertThatThrownBy(() -> cluster.start(1)).hasMessageContaining("is running");
            assertThatThrownBy(() -> cluster.kill(2)).hasMessageContaining("no node 2");
        }
    }

    /** Who writes before the leaders are there can be stuck for two minutes; a broker may not know the topic yet. */
    private static void awaitLeaders(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(p -> new TopicPartition(TOPIC, p), p -> OffsetSpec.latest()));
        long giveUp = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (true) {
            try {
                admin.listOffsets(latest).all().get(60, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > giveUp) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private KafkaCluster start() {
        return KafkaCluster.start(directory, 3, Map.of(), Progress.SILENT);
    }

    private static List<String> send(KafkaProducer<String, String> producer, String prefix, int count)
            throws Exception {
        List<String> values =
                IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        for (String value : values) {
            acknowledged.add(producer.send(new ProducerRecord<>(TOPIC, value, value)));
        }
        for (Future<RecordMetadata> each : acknowledged) {
            each.get(60, TimeUnit.SECONDS);
        }
        return values;
    }

    private static KafkaProducer<String, String> producer(KafkaCluster cluster) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap(), "acks", "all", "enable.idempotence", true),
                new StringSerializer(),
                new StringSerializer());
    }

    private static Set<String> read(KafkaCluster cluster) {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(p -> new TopicPartition(TOPIC, p))
                .toList();
        Set<String> values = new TreeSet<>();
        List<String> all = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.bootstrap(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, Duration.ofMinutes(1));
            while (!ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> all.add(r.value()));
            }
        }
        values.addAll(all.stream().collect(Collectors.toSet()));
        assertThat(all).as("nothing twice").hasSameSizeAs(values);
        return values;
    }
}
