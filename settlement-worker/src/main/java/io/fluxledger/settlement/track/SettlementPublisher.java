package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.WindowTick;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.settlement.plan.SettlementIds;
import io.fluxledger.settlement.schedule.WindowTicker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes what the worker has to say; every method returns when the broker has it. */
public final class SettlementPublisher implements WindowTicker.Sender, AutoCloseable {
    private static final String SOURCE = "/fluxledger/settlement-worker";

    private final Producer<String, SpecificRecord> producer;
    private final Clock clock;

    /** @param producer idempotent, acks from all; closed with this */
    public SettlementPublisher(Producer<String, SpecificRecord> producer, Clock clock) {
        this.producer = producer;
        this.clock = clock;
    }

    @Override
    public void send(List<WindowTicker.Tick> ticks) {
        publish(ticks.stream()
                .map(t -> record(
                        TopicCatalog.PROVIDER_INPUTS,
                        t.partition(),
                        TopicCatalog.BROADCAST_KEY,
                        t.inputId(),
                        new WindowTick(EventHeaders.inputId(t.inputId()), t.windowEndMs())))
                .toList());
    }

    /** Says which payouts a window has. */
    void opened(PayoutBatchOpened batch) {
        publish(List.of(payouts(batch.getWindowEndMs(), SettlementIds.event("opened", batch.getBatchId()), batch)));
    }

    /** Lists instructions on the payouts topic. */
    void list(List<PayoutInstructed> instructions) {
        publish(instructions.stream()
                .map(i -> payouts(i.getWindowEndMs(), EventHeaders.uuid(i.getInputId()), i))
                .toList());
    }

    /** Gives instructions to the providers' fold. */
    void instruct(List<PayoutInstructed> instructions) {
        publish(instructions.stream()
                .map(i -> record(
                        TopicCatalog.PROVIDER_INPUTS,
                        null,
                        Addresses.text(i.getProvider()),
                        EventHeaders.uuid(i.getInputId()),
                        i))
                .toList());
    }

    /** Publishes usage of a closed window. */
    void usage(List<ProviderUsage> usages) {
        List<ProducerRecord<String, SpecificRecord>> records = new ArrayList<>(usages.size());
        for (ProviderUsage usage : usages) {
            String key = Addresses.text(usage.getProvider()) + "|" + usage.getWindowEndMs();
            records.add(record(TopicCatalog.PROVIDER_USAGE, null, key, SettlementIds.event("usage", key), usage));
        }
        publish(records);
    }

    /** Says that every payout of a batch has ended. */
    void closed(PayoutBatchClosed batch) {
        publish(List.of(payouts(batch.getWindowEndMs(), SettlementIds.event("closed", batch.getBatchId()), batch)));
    }

    private ProducerRecord<String, SpecificRecord> payouts(long windowEndMs, UUID id, SpecificRecord event) {
        return record(TopicCatalog.SETTLEMENT_PAYOUTS, null, Long.toString(windowEndMs), id, event);
    }

    private ProducerRecord<String, SpecificRecord> record(
            TopicSpec topic, @Nullable Integer partition, String key, UUID id, SpecificRecord event) {
        return new ProducerRecord<>(
                topic.name(),
                partition,
                key,
                event,
                EventHeaders.of(EventHeaders.inputId(id), event, SOURCE, clock.instant(), null));
    }

    private void publish(List<ProducerRecord<String, SpecificRecord>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        records.forEach(r -> sent.add(producer.send(r)));
        for (Future<RecordMetadata> future : sent) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the broker did not take a record", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while writing", e);
            }
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
