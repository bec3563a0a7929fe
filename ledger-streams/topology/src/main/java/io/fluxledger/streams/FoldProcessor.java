package io.fluxledger.streams;

import io.fluxledger.codec.LineEncoder;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.nio.charset.StandardCharsets;
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
    private @Nullable RecordFold fold;

    FoldProcessor(EventSerde serde, TopicSpec inputs, TopicSpec journal, String journalSink, String deadLetterSink) {
        this.serde = serde;
        this.inputs = inputs;
        this.journal = journal;
        this.journalSink = journalSink;
        this.deadLetterSink = deadLetterSink;
    }

    /** The fold over this task's state; called once, when the state is there. */
    abstract RecordFold open(ProcessorContext<byte[], Routed> context);

    /** Sends on what goes beside the journal. */
    abstract void forward(Folded folded, Record<byte[], byte[]> cause);

    @Override
    public void init(ProcessorContext<byte[], Routed> processorContext) {
        context = processorContext;
        fold = open(processorContext);
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
        if (fold == null) {
            throw new IllegalStateException("processor is not initialised");
        }
        Header id = input.headers().lastHeader(EventHeaders.ID);
        RecordFold.Result result = fold.fold(
                at.partition(),
                inputs.partitions(),
                at.offset(),
                input.timestamp(),
                input.key(),
                input.value(),
                id == null ? null : id.value());
        if (result.unreadable() != null) {
            deadLetter(input, at, result.unreadable());
        }
        Folded folded = result.folded();
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
}
