package io.fluxledger.relayer.publish;

import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.relayer.anchor.Anchors;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the sealed batches and gives the commands that anchor them. One of the relayers does it, the one that has the
 * batches' only partition; its transactional id fences the one before.
 */
public final class AnchorKeeper implements RelayerTask {
    private static final Logger LOG = LoggerFactory.getLogger(AnchorKeeper.class);
    /** The topic's only partition. */
    private static final TopicPartition BATCHES = new TopicPartition(TopicCatalog.AUDIT_BATCHES.name(), 0);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final Duration MOST_RETRY = Duration.ofDays(1);
    private static final String PURPOSE = "anchors";

    private final KafkaClients clients;
    private final Map<Long, ChainContracts> chains;
    private final EventRecords records;
    private final Clock clock;

    /** @param chains where roots may be anchored, by chain id */
    public AnchorKeeper(KafkaClients clients, Map<Long, ChainContracts> chains, Clock clock) {
        this.clients = clients;
        this.chains = Map.copyOf(chains);
        this.records = new EventRecords(clock);
        this.clock = clock;
    }

    @Override
    public String name() {
        return PURPOSE;
    }

    @Override
    public void run(AtomicBoolean stopping, Runnable started) {
        try (KafkaConsumer<String, byte[]> batches = clients.groupConsumer(PURPOSE)) {
            Duty duty = new Duty(BATCHES, started);
            batches.subscribe(List.of(TopicCatalog.AUDIT_BATCHES.name()), duty);
            while (!stopping.get()) {
                // What comes with the assignment is read again as part of the whole.
                var _ = batches.poll(POLL);
                if (duty.isOurs()) {
                    work(stopping, batches, duty);
                }
            }
        }
    }

    private void work(AtomicBoolean stopping, KafkaConsumer<String, byte[]> batches, Duty duty) {
        try (KafkaProducer<String, SpecificRecord> producer = clients.transactionalProducer(PURPOSE);
                KafkaConsumer<String, byte[]> outcomes = clients.reader()) {
            producer.initTransactions();
            Anchors anchors = new Anchors(chains, RETRY.toMillis(), MOST_RETRY.toMillis());
            List<TopicPartition> transactions = partitions(TopicCatalog.CHAIN_TRANSACTIONS);
            outcomes.assign(transactions);
            outcomes.seekToEnd(transactions);
            transactions.forEach(outcomes::position);
            List.of(TopicCatalog.AUDIT_BATCHES, TopicCatalog.CHAIN_COMMANDS, TopicCatalog.CHAIN_TRANSACTIONS)
                    .forEach(
                            topic -> WholePartitions.read(clients, partitions(topic), record -> note(anchors, record)));
            while (!stopping.get() && duty.isOurs()) {
                batches.poll(POLL).forEach(record -> note(anchors, record));
                outcomes.poll(Duration.ZERO).forEach(record -> note(anchors, record));
                anchors.due(clock.millis()).ifPresent(command -> {
                    write(producer, command);
                    anchors.planned(command);
                });
            }
        }
    }

    private void write(KafkaProducer<String, SpecificRecord> producer, ChainCommand command) {
        LOG.info("{} {}", command.getKind(), command.getCommandId());
        producer.beginTransaction();
        EventRecords.send(
                producer,
                records.record(
                        TopicCatalog.CHAIN_COMMANDS,
                        null,
                        JournalPlanner.lane(command),
                        EventIds.of(command.getCommandId() + ":PLANNED"),
                        command));
        producer.commitTransaction();
    }

    private void note(Anchors anchors, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            switch (clients.serde().deserialize(record.value())) {
                case AuditBatch batch -> anchors.sealed(batch);
                case ChainCommand command -> anchors.planned(command);
                case ChainTransaction transaction -> anchors.changed(transaction);
                case SpecificRecord other ->
                    LOG.debug("{} anchors nothing", other.getSchema().getName());
            }
        } catch (UnreadableRecordException e) {
            // The lanes put a command to the dead letters; it can be no anchor that was asked for here.
            LOG.warn("Unreadable record at {}-{}@{}", record.topic(), record.partition(), record.offset(), e);
        }
    }

    private static List<TopicPartition> partitions(TopicSpec topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }
}
