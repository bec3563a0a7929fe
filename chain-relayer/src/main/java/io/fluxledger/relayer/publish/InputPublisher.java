package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.relayer.send.CommandOutcome;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the ledger how commands ended. */
final class InputPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InputPublisher.class);

    private final KafkaProducer<String, SpecificRecord> producer;
    private final EventRecords records;

    InputPublisher(KafkaClients clients, Clock clock) {
        this(clients, clock, "inputs");
    }

    /** @param purpose names the producer */
    InputPublisher(KafkaClients clients, Clock clock, String purpose) {
        this.producer = clients.plainProducer(purpose);
        this.records = new EventRecords(clock);
    }

    /** Returns when the brokers have it. Saying it again is harmless. */
    void announce(ChainCommand command, CommandOutcome outcome) {
        LOG.info(
                "{} {} {}{}",
                command.getKind(),
                command.getCommandId(),
                outcome.succeeded() ? "final" : "failed: ",
                outcome.succeeded() ? "" : outcome.reason());
        ConfirmationInputs.of(command, outcome).ifPresent(this::send);
    }

    /** Returns when the brokers have it. */
    void send(ConfirmationInputs.Input input) {
        try {
            producer.send(records.record(input.topic(), null, input.key(), input.id(), input.event()))
                    .get();
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
