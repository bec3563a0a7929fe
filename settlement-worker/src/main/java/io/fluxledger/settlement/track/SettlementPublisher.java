package io.fluxledger.settlement.track;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ClaimChoiceMade;
import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.events.NotificationAttempted;
import io.fluxledger.events.NotificationQueued;
import io.fluxledger.events.NotificationReplayed;
import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutClaimed;
import io.fluxledger.events.PayoutDecided;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.UsageChecked;
import io.fluxledger.events.WindowTick;
import io.fluxledger.events.WindowUsageTold;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.settlement.plan.SettlementIds;
import io.fluxledger.settlement.schedule.WindowTicker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the worker has to say; every method returns when it is committed, so that nothing counts before it stands.
 * Making one fences the worker before it: what that one writes afterwards fails. After any exception nothing more is to be
 * written: what became of the last transaction is found on the topics, by the next one.
 */
public final class SettlementPublisher implements WindowTicker.Sender, AutoCloseable {
    /** What its producer needs beside what every producer has. */
    public static final Map<String, Object> PRODUCER = Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "fluxledger-settlement",
            // The commit sends what lies there, so that waiting for full batches delays nothing.
            ProducerConfig.LINGER_MS_CONFIG,
            1_000,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 * 1024,
            // A dead worker's transaction holds back readers for so long at most; the next worker ends it at once.
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            Math.toIntExact(Duration.ofSeconds(30).toMillis()));

    private static final String SOURCE = "/fluxledger/settlement-worker";
    private static final int MAX_RECORDS = 50_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Producer<String, SpecificRecord> producer;
    private final Clock clock;
    private final int maxRecords;
    private final Set<Place> own = new HashSet<>();

    private record Place(int partition, long offset) {}

    /** @param producer transactional, acks from all; closed with this */
    public SettlementPublisher(Producer<String, SpecificRecord> producer, Clock clock) {
        this(producer, clock, MAX_RECORDS);
    }

    /** @param maxRecords in one transaction, unless what belongs together is more */
    SettlementPublisher(Producer<String, SpecificRecord> producer, Clock clock, int maxRecords) {
        this.producer = producer;
        this.clock = clock;
        this.maxRecords = maxRecords;
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    @Override
    public void send(List<WindowTicker.Tick> ticks) {
        publish(ticks.stream()
                .map(t -> record(
                        TopicCatalog.PROVIDER_INPUTS,
                        t.partition(),
                        TopicCatalog.BROADCAST_KEY,
                        t.inputId(),
                        new WindowTick(EventHeaders.inputId(t.inputId()), t.windowEndMs()))));
    }

    /** Says which payouts a window has, in its parts. */
    void opened(List<PayoutBatchOpened> parts) {
        publish(parts.stream()
                .map(part -> payouts(
                        part.getWindowEndMs(),
                        SettlementIds.event(
                                "opened", part.getBatchId() + (part.getPart() == 0 ? "" : ":" + part.getPart())),
                        part)));
    }

    /** Writes the usage of a window's providers, and behind it that it is written. */
    void usage(List<ProviderUsage> usages, WindowUsageTold told) {
        UUID id = SettlementIds.event("usage-told", told.getBatchId());
        publish(Stream.concat(usages.stream().map(this::usage), Stream.of(payouts(told.getWindowEndMs(), id, told))));
    }

    /**
     * Writes what decides when payouts may leave, and what is told of them.
     *
     * @return the events; reading them again is left out
     */
    List<SpecificRecord> providers(List<? extends SpecificRecord> events) {
        Stream<ProducerRecord<String, SpecificRecord>> records = events.stream()
                .map(event -> record(
                        TopicCatalog.SETTLEMENT_PROVIDERS,
                        null,
                        Addresses.text(provider(event)),
                        EventHeaders.uuid(EventHeaders.newInputId()),
                        event));
        for (RecordMetadata written : publish(records)) {
            own.add(new Place(written.partition(), written.offset()));
        }
        return List.copyOf(events);
    }

    private static Address20 provider(SpecificRecord event) {
        return switch (event) {
            case UsageChecked e -> e.getProvider();
            case PayoutDecided e -> e.getProvider();
            case PayoutClaimed e -> e.getProvider();
            case ClaimChoiceMade e -> e.getProvider();
            case KycStatusChanged e -> e.getProvider();
            case NotificationQueued e -> e.getProvider();
            case NotificationAttempted e -> e.getProvider();
            case NotificationReplayed e -> e.getProvider();
            default -> throw new IllegalArgumentException("not of the providers' topic: " + event.getSchema());
        };
    }

    /** Whether a record of the providers' topic is one that this run wrote, and that has taken effect; asked once each. */
    boolean isOwn(int partition, long offset) {
        return own.remove(new Place(partition, offset));
    }

    /**
     * Gives instructions to the providers' fold, and lists those that are not listed yet: both or neither.
     *
     * @param listed payouts whose instructions stand on the payouts topic
     */
    void instruct(List<PayoutInstructed> instructions, Set<String> listed) {
        Map<String, String> traces = new HashMap<>();
        publishWhole(instructions.stream().map(instruction -> {
            String trace = traces.computeIfAbsent(instruction.getBatchId(), SettlementIds::trace);
            return instruction(instruction, trace, listed.contains(instruction.getPayoutId()));
        }));
    }

    private List<ProducerRecord<String, SpecificRecord>> instruction(
            PayoutInstructed instruction, String trace, boolean listed) {
        UUID id = EventHeaders.uuid(instruction.getInputId());
        String traceparent = SettlementIds.traceparent(trace, instruction.getPayoutId());
        ProducerRecord<String, SpecificRecord> input = record(
                TopicCatalog.PROVIDER_INPUTS,
                null,
                Addresses.text(instruction.getProvider()),
                id,
                instruction,
                traceparent);
        return listed
                ? List.of(input)
                : List.of(payouts(instruction.getWindowEndMs(), id, instruction, traceparent), input);
    }

    private ProducerRecord<String, SpecificRecord> usage(ProviderUsage usage) {
        String provider = Addresses.text(usage.getProvider());
        String key = provider + "|" + usage.getWindowEndMs();
        // Beside the usage of the provider's running window, which the fold writes.
        int partition = BuiltInPartitioner.partitionForKey(
                provider.getBytes(StandardCharsets.UTF_8), TopicCatalog.PROVIDER_USAGE.partitions());
        return record(TopicCatalog.PROVIDER_USAGE, partition, key, SettlementIds.event("usage", key), usage);
    }

    /**
     * Says that every payout of a batch has ended.
     *
     * @param again whether it was said before, with other figures: the last word counts
     */
    void closed(PayoutBatchClosed batch, boolean again) {
        String figures = ":" + batch.getPaid() + ":" + batch.getReturned() + ":" + batch.getPaidMicros();
        UUID id = SettlementIds.event("closed", batch.getBatchId() + (again ? figures : ""));
        publish(Stream.of(payouts(batch.getWindowEndMs(), id, batch)));
    }

    private ProducerRecord<String, SpecificRecord> payouts(long windowEndMs, UUID id, SpecificRecord event) {
        return payouts(windowEndMs, id, event, null);
    }

    private ProducerRecord<String, SpecificRecord> payouts(
            long windowEndMs, UUID id, SpecificRecord event, @Nullable String traceparent) {
        return record(TopicCatalog.SETTLEMENT_PAYOUTS, null, Long.toString(windowEndMs), id, event, traceparent);
    }

    private ProducerRecord<String, SpecificRecord> record(
            TopicSpec topic, @Nullable Integer partition, String key, UUID id, SpecificRecord event) {
        return record(topic, partition, key, id, event, null);
    }

    private ProducerRecord<String, SpecificRecord> record(
            TopicSpec topic,
            @Nullable Integer partition,
            String key,
            UUID id,
            SpecificRecord event,
            @Nullable String traceparent) {
        return new ProducerRecord<>(
                topic.name(),
                partition,
                key,
                event,
                EventHeaders.of(EventHeaders.inputId(id), event, SOURCE, clock.instant(), traceparent));
    }

    private List<RecordMetadata> publish(Stream<ProducerRecord<String, SpecificRecord>> records) {
        return publishWhole(records.map(List::of));
    }

    /** In transactions of about so many records, each group whole in one of them; made as they are sent. */
    private List<RecordMetadata> publishWhole(Stream<List<ProducerRecord<String, SpecificRecord>>> groups) {
        List<RecordMetadata> written = new ArrayList<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        groups.forEachOrdered(group -> {
            if (!sent.isEmpty() && sent.size() + group.size() > maxRecords) {
                written.addAll(commit(sent));
                sent.clear();
            }
            if (sent.isEmpty()) {
                producer.beginTransaction();
            }
            group.forEach(record -> sent.add(producer.send(record)));
        });
        if (!sent.isEmpty()) {
            written.addAll(commit(sent));
        }
        return written;
    }

    private List<RecordMetadata> commit(List<Future<RecordMetadata>> sent) {
        producer.commitTransaction();
        List<RecordMetadata> written = new ArrayList<>(sent.size());
        for (Future<RecordMetadata> future : sent) {
            try {
                written.add(future.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("the broker did not take a record", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while writing", e);
            }
        }
        return written;
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
