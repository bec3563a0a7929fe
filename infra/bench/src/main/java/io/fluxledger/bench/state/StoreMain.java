package io.fluxledger.bench.state;

import io.fluxledger.codec.LineWriter;
import io.fluxledger.codec.PayerStateCodec;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Deposit;
import io.fluxledger.rules.Dispute;
import io.fluxledger.rules.Fingerprint;
import io.fluxledger.rules.Intent;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.PayerState;
import io.fluxledger.rules.ResolvedIntent;
import io.fluxledger.rules.Session;
import io.fluxledger.rules.Withdrawal;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.streams.store.FoldStoreBuilder;
import io.fluxledger.streams.store.PayerStateStore;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The payers' fold on Kafka Streams with its state in one store or another, and nothing else. With a key-value store every
 * key that an input changes is read, decoded and written again, as a fold without objects of its own would do; deciding
 * itself is the same in all.
 */
final class StoreMain {
    static final String OUTPUT = "bench.journal";
    static final String APPLICATION = "bench-stores";
    static final String RESTORED = "restored ";

    private static final String STORE = "payers";
    private static final String FOLD = "fold";
    private static final String BALANCES = "balances";
    private static final long CACHE_BYTES = 64L << 20;

    private StoreMain() {}

    /** Arguments: bootstrap servers, registry, state directory, commit interval in milliseconds, {@link StoreChoice}. */
    public static void main(String[] args) throws InterruptedException {
        StoreChoice choice = StoreChoice.valueOf(args[4]);
        EventSerde serde = new EventSerde(new SchemaRegistryClient(URI.create(args[1])));
        KafkaStreams streams = new KafkaStreams(topology(choice, serde), settings(args[0], args[2], args[3], choice));
        streams.setGlobalStateRestoreListener(new Restored());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            streams.close(Duration.ofSeconds(10));
                            stopped.countDown();
                        },
                        "stores-stop"));
        streams.start();
        stopped.await();
    }

    private static Topology topology(StoreChoice choice, EventSerde serde) {
        Topology topology = new Topology();
        topology.addSource(
                "inputs", new ByteArrayDeserializer(), new ByteArrayDeserializer(), TopicCatalog.LEDGER_INPUTS.name());
        topology.addProcessor(FOLD, () -> new Fold(choice, serde), "inputs");
        topology.addStateStore(store(choice, serde), FOLD);
        topology.addSink("output", OUTPUT, new ByteArraySerializer(), new ByteArraySerializer(), FOLD);
        if (choice == StoreChoice.OWN) {
            topology.addSink(
                    BALANCES,
                    TopicCatalog.LEDGER_BALANCES.name(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    FOLD);
        }
        return topology;
    }

    private static StoreBuilder<?> store(StoreChoice choice, EventSerde serde) {
        return switch (choice) {
            case OWN -> new FoldStoreBuilder<>(STORE, () -> new PayerStateStore(STORE, BALANCES, serde));
            case MEMORY ->
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of())
                        .withCachingDisabled();
            case ROCKSDB ->
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of())
                        .withCachingDisabled();
            case ROCKSDB_CACHED ->
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of())
                        .withCachingEnabled();
        };
    }

    private static final class Fold implements Processor<byte[], byte[], byte[], byte[]> {
        private final StoreChoice choice;
        private final EventSerde serde;
        private final LineWriter writer;
        private final PayerState.Changes decoded = new Dropped();
        private @Nullable ProcessorContext<byte[], byte[]> context;
        private @Nullable KeyValueStore<Bytes, byte[]> store;
        private PayerState state = new PayerState();
        private @Nullable RecordFold fold;
        private final PayerState.Changes changes = PayerStateCodec.writer(this::change);

        Fold(StoreChoice choice, EventSerde serde) {
            this.choice = choice;
            this.serde = serde;
            this.writer = new LineWriter(serde, TopicCatalog.LEDGER_JOURNAL);
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> processorContext) {
            context = processorContext;
            if (choice == StoreChoice.OWN) {
                PayerStateStore own = processorContext.getStateStore(STORE);
                state = own.state();
            } else {
                store = processorContext.getStateStore(STORE);
                state = new PayerState();
            }
            fold = RecordFold.of(serde, new PayerFold(state));
        }

        @Override
        public void process(Record<byte[], byte[]> input) {
            ProcessorContext<byte[], byte[]> present = Objects.requireNonNull(context);
            RecordMetadata at = present.recordMetadata().orElseThrow();
            RecordFold.Result result = Objects.requireNonNull(fold)
                    .fold(
                            at.partition(),
                            TopicCatalog.LEDGER_INPUTS.partitions(),
                            at.offset(),
                            input.timestamp(),
                            input.key(),
                            input.value(),
                            null);
            for (JournalLine line : result.folded().lines()) {
                present.forward(
                        new Record<>(input.key(), writer.line(line, at.partition(), at.offset()), input.timestamp()),
                        "output");
            }
            if (choice != StoreChoice.OWN) {
                state.drain(changes);
            }
        }

        private void change(byte[] key, byte @Nullable [] value) {
            KeyValueStore<Bytes, byte[]> present = Objects.requireNonNull(store);
            Bytes name = Bytes.wrap(key);
            byte[] before = present.get(name);
            if (before != null) {
                PayerStateCodec.restore(key, before, decoded);
            }
            if (value == null) {
                var _ = present.delete(name);
            } else {
                present.put(name, value);
            }
        }
    }

    /** Decoding is measured, keeping is not. */
    private static final class Dropped implements PayerState.Changes {
        @Override
        public void head(PartitionHead head) {}

        @Override
        public void account(PayerAccount account) {}

        @Override
        public void intent(Intent intent) {}

        @Override
        public void resolved(ResolvedIntent intent) {}

        @Override
        public void forgotten(Fingerprint intentKey) {}

        @Override
        public void session(Session session) {}

        @Override
        public void sessionForgotten(Address payer, Address sessionKey) {}

        @Override
        public void deposit(Deposit deposit) {}

        @Override
        public void withdrawal(Withdrawal withdrawal) {}

        @Override
        public void dispute(Dispute dispute) {}

        @Override
        public void refundsTaken(int sourcePartition, long sourceSequence) {}
    }

    private static Properties settings(String bootstrap, String stateDir, String commitIntervalMs, StoreChoice choice) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.STATE_DIR_CONFIG, stateDir);
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Integer.parseInt(commitIntervalMs));
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, choice == StoreChoice.ROCKSDB_CACHED ? CACHE_BYTES : 0L);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 20_000);
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 8 << 20);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 1);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 2);
        return p;
    }

    /** Prints a line when all partitions that were restoring are there. */
    private static final class Restored implements StateRestoreListener {
        private final Set<TopicPartition> restoring = new HashSet<>();
        private long begunNanos;
        private long records;

        @Override
        public synchronized void onRestoreStart(TopicPartition partition, String name, long from, long to) {
            if (restoring.isEmpty()) {
                begunNanos = System.nanoTime();
            }
            restoring.add(partition);
        }

        @Override
        public synchronized void onBatchRestored(TopicPartition partition, String name, long to, long count) {
            records += count;
        }

        @Override
        public synchronized void onRestoreEnd(TopicPartition partition, String name, long count) {
            restoring.remove(partition);
            if (restoring.isEmpty()) {
                System.out.println(RESTORED + records + " " + (System.nanoTime() - begunNanos) / 1_000_000);
            }
        }
    }
}
