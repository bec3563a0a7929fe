package io.fluxledger.relayer.publish;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.RouteRecord;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.relayer.plan.CommandPlanner;
import io.fluxledger.relayer.plan.OpenEscrows;
import io.fluxledger.relayer.plan.PlannedPayouts;
import io.fluxledger.relayer.plan.PrivatePayouts;
import io.fluxledger.relayer.route.Payout;
import io.fluxledger.relayer.route.Route;
import io.fluxledger.relayer.route.RouteAction;
import io.fluxledger.relayer.route.RouteMachine;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows both journals and writes the commands that they ask for, each exactly once: commands and journal offsets are in
 * one transaction.
 */
public final class JournalPlanner implements RelayerTask {
    private static final Logger LOG = LoggerFactory.getLogger(JournalPlanner.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String PURPOSE = "planner";

    private final KafkaClients clients;
    private final Map<Long, ChainContracts> chains;
    private final boolean routes;
    private final PrivatePayouts privately;
    private final EventRecords records;

    /**
     * @param routes whether payouts that need a route are given to those who run them
     * @param privately which payouts are encrypted
     */
    public JournalPlanner(
            KafkaClients clients,
            Map<Long, ChainContracts> chains,
            boolean routes,
            PrivatePayouts privately,
            Clock clock) {
        this.clients = clients;
        this.chains = chains;
        this.routes = routes;
        this.privately = privately;
        this.records = new EventRecords(clock);
    }

    @Override
    public String name() {
        return PURPOSE;
    }

    @Override
    public void run(AtomicBoolean stopping, Runnable started) {
        // After any failure this starts anew: what was planned in an aborted transaction must be forgotten.
        OpenEscrows escrows = new OpenEscrows();
        PlannedPayouts planned = new PlannedPayouts();
        RepeatedLines repeated = new RepeatedLines(planned);
        Work work = new Work(new CommandPlanner(chains, escrows, routes, privately, planned), planned, repeated);
        try (KafkaProducer<String, SpecificRecord> producer =
                        clients.transactionalProducer(PURPOSE + "-" + clients.instance());
                KafkaConsumer<String, byte[]> consumer = clients.groupConsumer(PURPOSE)) {
            producer.initTransactions();
            consumer.subscribe(
                    List.of(TopicCatalog.LEDGER_JOURNAL.name(), TopicCatalog.PROVIDER_JOURNAL.name()),
                    new CatchUp(consumer, escrows, work, started));
            while (!stopping.get()) {
                ConsumerRecords<String, byte[]> polled = consumer.poll(POLL);
                if (!polled.isEmpty()) {
                    plan(work, producer, consumer, polled);
                }
                repeated.read(consumer::position);
            }
        }
    }

    /** What one run knows; a failure throws it away. */
    private record Work(CommandPlanner planner, PlannedPayouts planned, RepeatedLines repeated) {
        /** What that line opened is on the log. */
        void done(JournalLine line) {
            Address20 provider = line.getAccount();
            if (provider != null && planned.size() > 0) {
                line.getEntries().stream()
                        .filter(PayoutOpened.class::isInstance)
                        .map(PayoutOpened.class::cast)
                        .forEach(payout -> planned.read(provider, payout.getPayoutId()));
            }
        }
    }

    private void plan(
            Work work,
            KafkaProducer<String, SpecificRecord> producer,
            KafkaConsumer<String, byte[]> consumer,
            ConsumerRecords<String, byte[]> polled) {
        Map<ConsumerRecord<String, byte[]>, JournalLine> lines = new LinkedHashMap<>();
        polled.forEach(record -> lines.put(record, (JournalLine) clients.serde().deserialize(record.value())));
        CommandPlanner planner = work.planner();
        // A chain that does not answer must not make the transaction time out.
        planner.prepare(List.copyOf(lines.values()));
        producer.beginTransaction();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Map.Entry<ConsumerRecord<String, byte[]>, JournalLine> entry : lines.entrySet()) {
            ConsumerRecord<String, byte[]> record = entry.getKey();
            JournalLine line = entry.getValue();
            String traceparent = EventHeaders.traceparent(record.headers());
            for (ChainCommand command : planner.plan(line)) {
                LOG.info("Planned {} {}", command.getKind(), command.getCommandId());
                EventRecords.send(
                        producer,
                        records.record(
                                TopicCatalog.CHAIN_COMMANDS,
                                null,
                                lane(command),
                                EventIds.of(command.getCommandId() + ":PLANNED"),
                                command,
                                traceparent));
            }
            for (PayoutOpened payout : planner.routed(line)) {
                openRoute(producer, line, payout, traceparent);
            }
            for (PayoutOpened payout : planner.refused(line)) {
                refuse(producer, line, payout, traceparent);
            }
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            offsets.put(partition, work.repeated().offset(partition, record.offset() + 1));
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
        lines.values().forEach(work::done);
    }

    private static Payout payout(JournalLine line, PayoutOpened opened) {
        Address20 provider = Objects.requireNonNull(line.getAccount(), "account of a payout");
        return RouteRecords.payout(provider, opened, line.getClockMs());
    }

    private void openRoute(
            KafkaProducer<String, SpecificRecord> producer,
            JournalLine line,
            PayoutOpened opened,
            @Nullable String traceparent) {
        LOG.info("Route of {} opened", opened.getPayoutId());
        keep(producer, RouteMachine.opened(payout(line, opened), line.getClockMs()), "OPENED", traceparent);
    }

    /**
     * Told to the ledger and kept among the routes, both or none of it: who reads the journal again must not pay what was
     * given back.
     */
    private void refuse(
            KafkaProducer<String, SpecificRecord> producer,
            JournalLine line,
            PayoutOpened opened,
            @Nullable String traceparent) {
        String reason = "no chain of this deployment: " + opened.getChainId();
        LOG.error("{} is given back: {}", opened.getPayoutId(), reason);
        Payout payout = payout(line, opened);
        keep(producer, RouteMachine.refused(payout, reason, line.getClockMs()), "REFUSED", traceparent);
        ConfirmationInputs.Input input =
                RouteInputs.returned(payout, new RouteAction.TellReturned(payout.chainId(), null, reason));
        EventRecords.send(
                producer, records.record(input.topic(), null, input.key(), input.id(), input.event(), traceparent));
    }

    private void keep(
            KafkaProducer<String, SpecificRecord> producer, Route route, String how, @Nullable String traceparent) {
        EventRecords.send(
                producer,
                records.record(
                        TopicCatalog.CHAIN_ROUTES,
                        null,
                        route.payoutId(),
                        EventIds.of(route.payoutId() + ":" + how),
                        RouteRecords.record(route),
                        traceparent));
    }

    /** Key of a nonce sequence: chain id and signer. */
    static String lane(ChainCommand command) {
        return command.getChainId() + ":0x"
                + HexFormat.of().formatHex(command.getSigner().bytes());
    }

    /** Takes up what was planned before the partitions came here. */
    private final class CatchUp implements ConsumerRebalanceListener {
        private final KafkaConsumer<String, byte[]> consumer;
        private final OpenEscrows escrows;
        private final Work work;
        private final Runnable started;
        private boolean readsAgain;

        CatchUp(KafkaConsumer<String, byte[]> consumer, OpenEscrows escrows, Work work, Runnable started) {
            this.consumer = consumer;
            this.escrows = escrows;
            this.work = work;
            this.started = started;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                // Without an offset a journal is read from its first line, whether it was read before or not.
                readsAgain = work.repeated()
                        .assigned(consumer.committed(Set.copyOf(partitions)), consumer.endOffsets(partitions));
                WholePartitions.read(clients, partitions(TopicCatalog.CHAIN_COMMANDS), this::note);
                if (readsAgain) {
                    WholePartitions.read(clients, partitions(TopicCatalog.CHAIN_ROUTES), this::noteRoute);
                }
            }
            started.run();
        }

        private void note(ConsumerRecord<String, byte[]> record) {
            try {
                if (clients.serde().deserialize(record.value()) instanceof ChainCommand command) {
                    escrows.planned(command);
                    if (readsAgain) {
                        work.planned().planned(command);
                    }
                }
            } catch (UnreadableRecordException e) {
                // The lanes put it to the dead letters; it cannot have come from a planner.
                LOG.warn("Unreadable command at {}-{}@{}", record.topic(), record.partition(), record.offset(), e);
            }
        }

        private void noteRoute(ConsumerRecord<String, byte[]> record) {
            if (record.value() != null && clients.serde().deserialize(record.value()) instanceof RouteRecord route) {
                work.planned().planned(route.getProvider(), route.getPayoutId());
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            LOG.info("Gave up {}", partitions);
            work.repeated().revoked(partitions);
        }
    }

    private static List<TopicPartition> partitions(TopicSpec topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(p -> new TopicPartition(topic.name(), p))
                .toList();
    }
}
