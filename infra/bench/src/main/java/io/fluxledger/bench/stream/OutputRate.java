package io.fluxledger.bench.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How fast a stream puts out: reads an output topic from the beginning, committed records only, until as many are there
 * as were put in. The rate is that between a half and nineteen twentieths of them by the broker's append time: behind the
 * start of the JVM, whose compilers take half a processor for the first half minute, and before the end, so that what
 * commits cost is in it and waiting for the last commit is not.
 */
public final class OutputRate {
    private static final double FROM = 0.50;
    private static final double TO = 0.95;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final TreeMap<Long, Long> countByAppendMs = new TreeMap<>();

    /**
     * Reads until everything is out.
     *
     * @param topic has append times of the broker
     * @param expected records
     * @return records a second
     * @throws IllegalStateException when nothing comes for a long time, or the program that ought to write is dead
     */
    public static double measure(String bootstrap, String topic, int partitions, int expected, ChildProgram writer) {
        OutputRate rate = new OutputRate();
        long seen = 0;
        long progressNs = System.nanoTime();
        try (Consumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(p -> new TopicPartition(topic, p))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (seen < expected) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(500));
                if (records.isEmpty()) {
                    writer.requireAlive();
                    if (System.nanoTime() - progressNs > PATIENCE.toNanos()) {
                        throw writer.failure("put out %,d of %,d records and no more".formatted(seen, expected));
                    }
                    continue;
                }
                progressNs = System.nanoTime();
                seen += records.count();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    rate.countByAppendMs.merge(record.timestamp(), 1L, Long::sum);
                }
            }
        }
        if (seen > expected) {
            throw writer.failure("put out %,d records for %,d".formatted(seen, expected));
        }
        return rate.perS(seen);
    }

    /** For tests: a rate over known append times. */
    static double between(Map<Long, Long> countByAppendMs) {
        OutputRate rate = new OutputRate();
        rate.countByAppendMs.putAll(countByAppendMs);
        return rate.perS(
                countByAppendMs.values().stream().mapToLong(Long::longValue).sum());
    }

    private double perS(long all) {
        long sum = 0;
        long fromMs = Long.MIN_VALUE;
        long fromSum = 0;
        for (Map.Entry<Long, Long> at : countByAppendMs.entrySet()) {
            sum += at.getValue();
            if (fromMs == Long.MIN_VALUE && sum >= all * FROM) {
                fromMs = at.getKey();
                fromSum = sum;
            }
            if (sum >= all * TO && at.getKey() > fromMs) {
                return (sum - fromSum) * 1_000.0 / (at.getKey() - fromMs);
            }
        }
        throw new IllegalStateException("all %,d records came within a millisecond".formatted(all));
    }

    private static Consumer<byte[], byte[]> consumer(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "none",
                        "max.poll.records",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
