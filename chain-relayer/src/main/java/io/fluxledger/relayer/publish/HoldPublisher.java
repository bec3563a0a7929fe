package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainHold;
import io.fluxledger.events.HoldPlaced;
import io.fluxledger.events.HoldReleased;
import io.fluxledger.events.InputId16;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Tells every partition of the payers' inputs which chains cannot be reached. Saying it again is harmless. */
final class HoldPublisher implements AutoCloseable {
    private final KafkaProducer<String, SpecificRecord> producer;
    private final EventRecords records;

    HoldPublisher(KafkaClients clients, Clock clock) {
        this.producer = clients.plainProducer("holds");
        this.records = new EventRecords(clock);
    }

    /** Returns when the brokers have it. */
    void announce(ChainHold hold) {
        String name = "hold:" + hold.getChainId() + ":" + hold.getSinceMs() + ":" + hold.getHeld();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int partition = 0; partition < TopicCatalog.LEDGER_INPUTS.partitions(); partition++) {
            InputId16 id = EventIds.of(name + ":" + partition);
            sent.add(producer.send(records.record(
                    TopicCatalog.LEDGER_INPUTS, partition, TopicCatalog.BROADCAST_KEY, id, input(hold, id))));
        }
        try {
            for (Future<RecordMetadata> each : sent) {
                var _ = each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before the brokers had the hold", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The brokers did not take the hold", e);
        }
    }

    private static SpecificRecord input(ChainHold hold, InputId16 id) {
        return hold.getHeld()
                ? HoldPlaced.newBuilder()
                        .setInputId(id)
                        .setChainId(hold.getChainId())
                        .setReason(hold.getReason())
                        .build()
                : HoldReleased.newBuilder()
                        .setInputId(id)
                        .setChainId(hold.getChainId())
                        .build();
    }

    @Override
    public void close() {
        producer.close();
    }
}
