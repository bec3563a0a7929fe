package io.fluxledger.streams;

import io.fluxledger.codec.LineWriter;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.rules.CorruptionException;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
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
    static final String DLQ_REASON = "dlq.reason";
    private static final byte[] BROADCAST_KEY = TopicCatalog.BROADCAST_KEY.getBytes(StandardCharsets.UTF_8);

    private final TopicSpec inputs;
    private final Quarantine quarantine;
    private final LineWriter writer;
    private final String journalSink;
    private final String deadLetterSink;
    private @Nullable ProcessorContext<byte[], Routed> context;
    private @Nullable RecordFold fold;

    FoldProcessor(
            EventSerde serde,
            Quarantine quarantine,
            TopicSpec inputs,
            TopicSpec journal,
            String journalSink,
            String deadLetterSink) {
        this.inputs = inputs;
        this.quarantine = quarantine;
        this.writer = new LineWriter(serde, journal);
        this.journalSink = journalSink;
        this.deadLetterSink = deadLetterSink;
    }

    /** The fold over this task's state, with what may be set aside in it; called once, when the state is there. */
    abstract RecordFold open(ProcessorContext<byte[], Routed> context, Set<io.fluxledger.rules.InputId> quarantined);

    /** Folds under the lock of the state. */
    abstract RecordFold.Result locked(java.util.function.Supplier<RecordFold.Result> folding);

    /** Sends on what goes beside the journal. */
    abstract void forward(Folded folded, Record<byte[], byte[]> cause);

    @Override
    public void init(ProcessorContext<byte[], Routed> processorContext) {
        context = processorContext;
        int partition = processorContext.taskId().partition();
        fold = open(processorContext, quarantine.of(new TopicPartition(inputs.name(), partition)));
    }

    ProcessorContext<byte[], Routed> context() {
        if (context == null) {
            throw new IllegalStateException("processor is not initialised");
        }
        return context;
    }

    LineWriter writer() {
        return writer;
    }

    @Override
    public void process(Record<byte[], byte[]> input) {
        RecordMetadata at = context()
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("an input has a place in the log"));
        RecordFold.Result result = fold(input, at);
        if (result.unreadable() != null) {
            deadLetter(input, at, result.unreadable());
        }
        Folded folded = result.folded();
        for (JournalLine line : folded.lines()) {
            byte[] key = line.account() == null
                    ? BROADCAST_KEY
                    : line.account().toString().getBytes(StandardCharsets.UTF_8);
            send(journalSink, key, new Routed(at.partition(), writer.line(line, at.partition(), at.offset())), input);
        }
        forward(folded, input);
    }

    private RecordFold.Result fold(Record<byte[], byte[]> input, RecordMetadata at) {
        RecordFold present = fold;
        if (present == null) {
            throw new IllegalStateException("processor is not initialised");
        }
        Header id = input.headers().lastHeader(EventHeaders.ID);
        try {
            return locked(() -> present.fold(
                    at.partition(),
                    inputs.partitions(),
                    at.offset(),
                    input.timestamp(),
                    input.key(),
                    input.value(),
                    id == null ? null : id.value()));
        } catch (CorruptionException e) {
            TopicPartition place = new TopicPartition(at.topic(), at.partition());
            if (quarantine.isOrdered(place, at.offset())) {
                throw new OrderedAsideException(place, at.offset());
            }
            Breach breach = Breach.of(place, at.offset(), input.value(), String.valueOf(e.getMessage()));
            quarantine.stopped(breach);
            throw new CorruptionException(breach.describe());
        }
    }

    /** Forwards to a sink; the trace context of the cause goes along. */
    void send(String sink, byte[] key, Routed value, Record<byte[], byte[]> cause) {
        Headers headers = new RecordHeaders();
        Header trace = cause.headers().lastHeader(EventHeaders.TRACEPARENT);
        if (trace != null) {
            headers.add(trace);
        }
        context().forward(new Record<>(key, value, cause.timestamp(), headers), sink);
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
}
