package io.fluxledger.streams;

import io.fluxledger.runtime.ClientSecurity;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.TopicCatalog;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the streams service.
 *
 * @param instanceId static member of the group; a restart under the same id takes its tasks back at once
 * @param commitInterval how often transactions commit
 * @param tickInterval how often each payers' partition gets a clock tick
 * @param standbys copies of each store on other instances
 * @param sessionTimeout after which another instance takes over from one that is silent; also bounds how long a takeover
 *     waits for the dead one's transaction
 * @param advertised host:port under which other instances reach this one's queries
 */
record StreamsConfiguration(
        String bootstrap,
        URI registry,
        HttpService.Config http,
        Path stateDir,
        String applicationId,
        String instanceId,
        Duration commitInterval,
        Duration tickInterval,
        int threads,
        int standbys,
        int replication,
        Duration sessionTimeout,
        @Nullable String advertised) {
    private static final int MAX_QUERY_BYTES = 1_024;

    /** Records of the change log by which a standby may be behind and still be taken for warm. */
    private static final long MAX_RECOVERY_LAG = 100_000;

    static StreamsConfiguration from(Settings settings) {
        StreamsConfiguration configuration = new StreamsConfiguration(
                settings.string("kafka.bootstrap"),
                settings.uri("registry.url"),
                new HttpService.Config(
                        settings.string("http.host", "127.0.0.1"), settings.integer("http.port"), MAX_QUERY_BYTES),
                settings.path("state.dir"),
                settings.string("application.id", "fluxledger-streams"),
                settings.string("instance.id", "streams-1"),
                settings.duration("commit.interval", Duration.ofMillis(500)),
                settings.duration("tick.interval", Duration.ofSeconds(1)),
                settings.integer("threads", 1),
                settings.integer("standbys", 0),
                settings.integer("replication", 1),
                settings.duration("session.timeout", Duration.ofSeconds(6)),
                settings.string("advertised.server", "").isEmpty() ? null : settings.string("advertised.server"));
        settings.assertAllRead();
        return configuration;
    }

    /** Kafka Streams' own configuration. */
    Properties kafka() {
        Properties p = new Properties();
        p.putAll(ClientSecurity.ofProcess());
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replication);
        // A task has one input partition: there is no other whose records it could wait for.
        p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        p.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, MAX_RECOVERY_LAG);
        p.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000);
        // An instance that returns gets its share back at the next probing: the state of every partition may be on its
        // way.
        p.put(
                StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG,
                TopicCatalog.LEDGER_INPUTS.partitions() + TopicCatalog.PROVIDER_INPUTS.partitions());
        if (advertised != null) {
            p.put(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised);
        }
        int timeoutMs = Math.toIntExact(sessionTimeout.toMillis());
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), timeoutMs);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), timeoutMs / 4);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        // What is fetched ahead lies beside the state that is being restored: 8 MiB of each partition were 300 MiB of
        // heap,
        // and no faster.
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5_000);
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 1 << 20);
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 8 << 20);
        // A takeover waits for a dead owner's transaction at most that long.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), timeoutMs);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 1);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "none");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 2);
        return p;
    }
}
