package io.fluxledger.bench.stream;

import io.fluxledger.schemas.TopicCatalog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The least that an exactly-once fold on Kafka Streams can do: one long added per record under the record's key, in
 * memory with a changelog, and put out. One thread, the producer set up as ours is.
 */
final class BareFoldMain {
    static final String OUTPUT = "bench.bare";

    private static final String STORE = "sums";

    private BareFoldMain() {}

    /** Arguments: bootstrap servers, state directory, commit interval in milliseconds. */
    public static void main(String[] args) throws InterruptedException {
        KafkaStreams streams = new KafkaStreams(topology(), settings(args[0], args[1], args[2]));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            streams.close(Duration.ofSeconds(10));
                            stopped.countDown();
                        },
                        "bare-fold-stop"));
        streams.start();
        stopped.await();
    }

    private static Topology topology() {
        Topology topology = new Topology();
        topology.addSource(
                "inputs", new ByteArrayDeserializer(), new ByteArrayDeserializer(), TopicCatalog.LEDGER_INPUTS.name());
        topology.addProcessor("sum", Sum::new, "inputs");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of())
                        .withCachingDisabled(),
                "sum");
        topology.addSink("output", OUTPUT, new ByteArraySerializer(), new ByteArraySerializer(), "sum");
        return topology;
    }

    private static final class Sum implements Processor<byte[], byte[], byte[], byte[]> {
        private @Nullable ProcessorContext<byte[], byte[]> context;
        private @Nullable KeyValueStore<Bytes, byte[]> store;

        @Override
        public void init(ProcessorContext<byte[], byte[]> processorContext) {
            context = processorContext;
            store = processorContext.getStateStore(STORE);
        }

        @Override
        public void process(Record<byte[], byte[]> input) {
            KeyValueStore<Bytes, byte[]> sums = Objects.requireNonNull(store);
            Bytes key = Bytes.wrap(input.key());
            byte[] before = sums.get(key);
            long sum = input.value().length
                    + (before == null ? 0 : ByteBuffer.wrap(before).getLong());
            byte[] after = ByteBuffer.allocate(Long.BYTES).putLong(sum).array();
            sums.put(key, after);
            Objects.requireNonNull(context).forward(new Record<>(input.key(), after, input.timestamp()));
        }
    }

    private static Properties settings(String bootstrap, String stateDir, String commitIntervalMs) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-bare-fold");
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.STATE_DIR_CONFIG, stateDir);
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Integer.parseInt(commitIntervalMs));
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "none");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 1);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 2);
        return p;
    }
}
