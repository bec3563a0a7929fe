package io.fluxledger.streams;

import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Configuration of the streams service.
 *
 * @param instanceId static member of the group; a restart under the same id takes its tasks back at once
 * @param commitInterval how often transactions commit
 * @param tickInterval how often each payers' partition gets a clock tick
 * @param standbys copies of each store on other instances
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
        int replication) {
    private static final int MAX_QUERY_BYTES = 1_024;

    static StreamsConfiguration from(Settings settings) {
        StreamsConfiguration configuration = new StreamsConfiguration(
                settings.string("kafka.bootstrap"),
                settings.uri("registry.url"),
                new HttpService.Config(
                        settings.string("http.host", "127.0.0.1"), settings.integer("http.port"), MAX_QUERY_BYTES),
                settings.path("state.dir"),
                settings.string("application.id", "fluxledger-streams"),
                settings.string("instance.id", "streams-1"),
                settings.duration("commit.interval", Duration.ofMillis(50)),
                settings.duration("tick.interval", Duration.ofSeconds(1)),
                settings.integer("threads", 1),
                settings.integer("standbys", 0),
                settings.integer("replication", 1));
        settings.assertAllRead();
        return configuration;
    }

    /** Kafka Streams' own configuration. */
    Properties kafka() {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replication);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // A takeover waits for a dead owner's transaction at most that long.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 1);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 2);
        return p;
    }
}
