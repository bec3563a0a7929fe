package io.fluxledger.streams;

import io.fluxledger.codec.LineEncoder;
import io.fluxledger.codec.UnexpectedRecordException;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What both folds' processors do around the rules: decode inside of the processor (so that a registry outage stops the
 * task and is retried, and only bytes that can never be read are dead letters), fold, encode the answers.
 */
abstract class FoldProcessor implements Processor<byte[], byte[], byte[], Routed> {
    static final String SOURCE = "/fluxledger/ledger-streams";
    static final String DLQ_REASON = "dlq.reason";

    private final EventSerde serde;
    private final TopicSpec inputs;
    private final TopicSpec journal;
    private final String journalSink;
    private final String deadLetterSink;
    private @Nullable ProcessorContext<byte[], Routed> context;

    FoldProcessor(EventSerde serde, TopicSpec inputs, TopicSpec journal, String journalSink, String deadLetterSink) {
        this.serde = serde;
        this.inputs = inputs;
        this.journal = journal;
        this.journalSink = journalSink;
        this.deadLetterSink = deadLetterSink;
    }

    /** Folds a decoded record. */
    abstract Folded fold(InputSource source, SpecificRecord event);

    /** Answers a record that cannot be read. */
    abstract Folded unreadable(InputSource source, InputId id);

    /** Sends on what goes beside the journal. */
    abstract void forward(Folded folded, Record<byte[], byte[]> cause);

    @Override
    public void init(ProcessorContext<byte[], Routed> processorContext) {
        context = processorContext;
    }

    ProcessorContext<byte[], Routed> context() {
        if (context == null) {
            throw new IllegalStateException("processor is not initialised");
        }
        return context;
    }

    @Override
    public void process(Record<byte[], byte[]> input) {
        RecordMetadata at = context()
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("an input has a place in the log"));
        byte[] key = input.key();
        InputSource source = new InputSource(
                key == null ? "" : new String(key, StandardCharsets.UTF_8),
                at.partition(),
                inputs.partitions(),
                at.offset(),
                input.timestamp());
        Folded folded;
        try {
            folded = fold(source, serde.deserialize(input.value()));
        } catch (UnreadableRecordException | UnexpectedRecordException e) {
            deadLetter(input, at, String.valueOf(e.getMessage()));
            folded = unreadable(source, idOf(input));
        }
        for (JournalLine line : folded.lines()) {
            byte[] value = serde.serialize(journal, LineEncoder.line(line, at.partition(), at.offset()));
            String account = line.account() == null
                    ? TopicCatalog.BROADCAST_KEY
                    : line.account().toString();
            send(journalSink, account, new Routed(at.partition(), value), input);
        }
        forward(folded, input);
    }

    /** Forwards to a sink; the trace context of the cause goes along. */
    void send(String sink, String key, Routed value, Record<byte[], byte[]> cause) {
        Headers headers = new RecordHeaders();
        headers.add("ce_source", SOURCE.getBytes(StandardCharsets.UTF_8));
        Header trace = cause.headers().lastHeader(EventHeaders.TRACEPARENT);
        if (trace != null) {
            headers.add(trace);
        }
        context().forward(new Record<>(key.getBytes(StandardCharsets.UTF_8), value, cause.timestamp(), headers), sink);
    }

    byte[] encode(TopicSpec topic, SpecificRecord event) {
        return serde.serialize(topic, event);
    }

    private void deadLetter(Record<byte[], byte[]> input, RecordMetadata at, String reason) {
        Headers headers = new RecordHeaders(input.headers());
        headers.add(DLQ_REASON, reason.getBytes(StandardCharsets.UTF_8));
        headers.add("dlq.topic", at.topic().getBytes(StandardCharsets.UTF_8));
        headers.add("dlq.partition", Integer.toString(at.partition()).getBytes(StandardCharsets.UTF_8));
        headers.add("dlq.offset", Long.toString(at.offset()).getBytes(StandardCharsets.UTF_8));
        byte[] value = input.value() == null ? new byte[0] : input.value();
        context().forward(new Record<>(input.key(), new Routed(0, value), input.timestamp(), headers), deadLetterSink);
    }

    /** The id that the writer gave in its header, else one from the bytes: the same after an import elsewhere. */
    private static InputId idOf(Record<byte[], byte[]> input) {
        Header id = input.headers().lastHeader(EventHeaders.ID);
        if (id != null && id.value() != null) {
            try {
                UUID uuid = UUID.fromString(new String(id.value(), StandardCharsets.UTF_8));
                return new InputId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
            } catch (IllegalArgumentException e) {
                return hashed(input);
            }
        }
        return hashed(input);
    }

    private static InputId hashed(Record<byte[], byte[]> input) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            if (input.key() != null) {
                sha256.update(input.key());
            }
            if (input.value() != null) {
                sha256.update(input.value());
            }
            return InputId.of(Arrays.copyOf(sha256.digest(), InputId.BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
