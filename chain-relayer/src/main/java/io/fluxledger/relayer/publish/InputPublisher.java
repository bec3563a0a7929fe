package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.relayer.send.Announcement;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the ledger how commands ended. */
final class InputPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InputPublisher.class);

    private final KafkaProducer<String, SpecificRecord> producer;
    private final EventRecords records;
    private final CommandTraces traces;

    /** @param traces of the commands that are announced */
    InputPublisher(KafkaClients clients, Clock clock, CommandTraces traces) {
        this(clients, clock, "inputs", traces);
    }

    /** @param purpose names the producer */
    InputPublisher(KafkaClients clients, Clock clock, String purpose) {
        this(clients, clock, purpose, new CommandTraces());
    }

    private InputPublisher(KafkaClients clients, Clock clock, String purpose, CommandTraces traces) {
        this.traces = traces;
        this.producer = clients.plainProducer(purpose);
        this.records = new EventRecords(clock);
    }

    /** Returns when the brokers have all of it, in this order. Saying it again is harmless. */
    List<LaneEvent> announce(List<LaneAction.Announce> news) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        List<LaneEvent> events = new ArrayList<>();
        for (LaneAction.Announce announce : news) {
            ChainCommand command = announce.command();
            Announcement announcement = announce.announcement();
            String reason = announcement.outcome().reason();
            LOG.info(
                    "{} {} {}{}",
                    command.getKind(),
                    command.getCommandId(),
                    announcement.stage(),
                    announcement.stage() == Announcement.Stage.FAILED ? ": " + reason : "");
            ConfirmationInputs.of(command, announcement)
                    .ifPresent(input -> sent.add(begin(input, traces.of(command.getCommandId()))));
            events.add(new LaneEvent.Announced(command.getCommandId(), announcement.stage()));
        }
        sent.forEach(InputPublisher::await);
        return events;
    }

    /** Returns when the brokers have it. */
    void send(ConfirmationInputs.Input input) {
        await(begin(input, null));
    }

    private Future<RecordMetadata> begin(ConfirmationInputs.Input input, @Nullable String traceparent) {
        return producer.send(records.record(input.topic(), null, input.key(), input.id(), input.event(), traceparent));
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            RecordMetadata _ = sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before the brokers had the input", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The brokers did not take the input", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
