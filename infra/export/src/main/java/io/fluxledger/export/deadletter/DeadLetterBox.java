package io.fluxledger.export.deadletter;

import io.fluxledger.export.log.HeaderTexts;
import io.fluxledger.export.log.LogEnds;
import io.fluxledger.export.log.LogReader;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.DeadLetterHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of one topic. What is put back is written to the partition that it came from, and noted among the dead letters,
 * so that it is not put back twice by mistake.
 */
public final class DeadLetterBox {
    private static final String PREFIX = "dlq.";
    private static final String REDRIVEN_TO = "dlq.redriven.to";

    private final KafkaClients clients;
    private final TopicSpec source;

    /** @param source a topic with dead letters */
    public DeadLetterBox(KafkaClients clients, TopicSpec source) {
        this.clients = clients;
        this.source = source;
    }

    /** Those of all topics that have any. */
    public static List<DeadLetterBox> all(KafkaClients clients) {
        return TopicCatalog.withDeadLetters().stream()
                .map(topic -> new DeadLetterBox(clients, topic))
                .toList();
    }

    /** A dead letter that is not put back; the message says why. */
    public static final class NotRedrivenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotRedrivenException(String message) {
            super(message);
        }
    }

    /** Name of the dead letters' topic. */
    public String topic() {
        return source.deadLetters();
    }

    /** All dead letters by offset. */
    public SortedMap<Long, DeadLetter> letters() {
        SortedMap<Long, DeadLetter> letters = new TreeMap<>();
        Map<TopicPartition, Long> ends = LogEnds.committedEnds(clients, List.of(topic()));
        LogReader reader = new LogReader(clients);
        ends.forEach((partition, end) -> reader.<RuntimeException>read(partition, end, record -> {
            SortedMap<String, String> headers = HeaderTexts.of(record.headers());
            if (DeadLetterHeaders.isNote(record.headers(), record.value())) {
                letters.computeIfPresent(
                        number(headers.get(DeadLetterHeaders.REDRIVEN)),
                        (offset, letter) -> letter.redrivenTo(headers.getOrDefault(REDRIVEN_TO, "")));
            } else {
                letters.put(record.offset(), letter(record, headers));
            }
        }));
        return letters;
    }

    private DeadLetter letter(ConsumerRecord<byte[], byte[]> record, Map<String, String> headers) {
        return new DeadLetter(
                topic(),
                record.offset(),
                record.timestamp(),
                headers.getOrDefault("dlq.topic", source.name()),
                partition(headers.get("dlq.partition")),
                number(headers.get("dlq.offset")),
                headers.getOrDefault(DeadLetterHeaders.REASON, "not said"),
                record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
                record.value(),
                headers,
                null);
    }

    /** -1 for what is no number. */
    private static long number(@Nullable String text) {
        return text == null || !text.matches("[0-9]{1,18}") ? -1 : Long.parseLong(text);
    }

    private int partition(@Nullable String text) {
        long number = number(text);
        return number < source.partitions() ? (int) number : -1;
    }

    /**
     * What a dead letter is read as now.
     *
     * @throws UnreadableRecordException when it still cannot be read
     */
    public SpecificRecord read(DeadLetter letter) {
        SpecificRecord event = clients.serde().deserialize(letter.value());
        if (source.schemas().stream()
                .noneMatch(s -> s.getFullName().equals(event.getSchema().getFullName()))) {
            throw new UnreadableRecordException(event.getSchema().getName() + " does not belong on " + source.name());
        }
        return event;
    }

    /**
     * Puts a dead letter back where it came from.
     *
     * @return where it stands now, {@code topic-partition:offset}
     * @throws NotRedrivenException when it still cannot be read, or was put back before
     */
    public String redrive(DeadLetter letter) {
        if (letter.redriven() != null) {
            throw new NotRedrivenException("it was put back before, and stands at " + letter.redriven());
        }
        try {
            read(letter);
        } catch (UnreadableRecordException e) {
            throw new NotRedrivenException("it still cannot be read: " + e.getMessage());
        }
        if (letter.sourcePartition() < 0) {
            throw new NotRedrivenException("it does not say on which partition it stood");
        }
        List<Header> own = new ArrayList<>();
        letter.headers().forEach((name, value) -> {
            if (!name.startsWith(PREFIX)) {
                own.add(header(name, value));
            }
        });
        try (Producer<String, byte[]> producer = clients.rawProducer("dlq-redrive")) {
            RecordMetadata at = sent(producer.send(
                    new ProducerRecord<>(source.name(), letter.sourcePartition(), letter.key(), letter.value(), own)));
            String place = "%s-%d:%d".formatted(at.topic(), at.partition(), at.offset());
            sent(producer.send(new ProducerRecord<>(
                    topic(),
                    0,
                    letter.key(),
                    null,
                    List.of(
                            header(DeadLetterHeaders.REDRIVEN, Long.toString(letter.offset())),
                            header(REDRIVEN_TO, place)))));
            return place;
        }
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static RecordMetadata sent(Future<RecordMetadata> sending) {
        try {
            return sending.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the brokers did not take it: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the brokers had it", e);
        }
    }
}
