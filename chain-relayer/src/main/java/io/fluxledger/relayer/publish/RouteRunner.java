package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainHold;
import io.fluxledger.relayer.plan.RouteCommands;
import io.fluxledger.relayer.route.Outlook;
import io.fluxledger.relayer.route.QuoteSource;
import io.fluxledger.relayer.route.Route;
import io.fluxledger.relayer.route.RouteAction;
import io.fluxledger.relayer.route.Router;
import io.fluxledger.relayer.route.TransferWatch;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the routes of all payouts that cross chains or are swapped. The topic of routes has one partition, and whoever of the
 * relayers gets it does the work; its state, the commands and inputs that follow from it and the offsets of the
 * confirmations it has read are one transaction, whose id fences the one before.
 */
public final class RouteRunner implements RelayerTask {
    private static final Logger LOG = LoggerFactory.getLogger(RouteRunner.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String PURPOSE = "routes";
    private static final TopicPartition ROUTES = new TopicPartition(TopicCatalog.CHAIN_ROUTES.name(), 0);

    private final KafkaClients clients;
    private final Router router;
    private final QuoteSource quotes;
    private final TransferWatch watch;
    private final RouteCommands commands;
    private final RouteInputs inputs;
    private final EventRecords records;
    private final Clock clock;
    private final Duration interval;
    private volatile @Nullable RouteDesk published;

    /** @param interval how often chains are looked at for what is under way or held */
    public RouteRunner(
            KafkaClients clients,
            Router router,
            QuoteSource quotes,
            TransferWatch watch,
            RouteCommands commands,
            Clock clock,
            Duration interval) {
        this.clients = clients;
        this.router = router;
        this.quotes = quotes;
        this.watch = watch;
        this.commands = commands;
        this.inputs = new RouteInputs(commands);
        this.records = new EventRecords(clock);
        this.clock = clock;
        this.interval = interval;
    }

    @Override
    public String name() {
        return PURPOSE;
    }

    /** True when this relayer runs the routes; another does otherwise. */
    public boolean isActive() {
        return published != null;
    }

    /** A payout's route, as long as it is remembered. */
    public Optional<Route> find(String payoutId) {
        RouteDesk desk = published;
        return desk == null ? Optional.empty() : desk.find(payoutId);
    }

    /** Routes that are not over. */
    public List<Route> open() {
        RouteDesk desk = published;
        return desk == null ? List.of() : desk.open();
    }

    /** Chains that are held, by id. */
    public SortedMap<Long, ChainHold> holds() {
        RouteDesk desk = published;
        return desk == null ? new TreeMap<>() : desk.holds();
    }

    @Override
    public void run(AtomicBoolean stopping, Runnable started) {
        try (KafkaConsumer<String, byte[]> group = clients.groupConsumer(PURPOSE);
                HoldPublisher holds = new HoldPublisher(clients, clock)) {
            Duty duty = new Duty(ROUTES, started);
            group.subscribe(List.of(ROUTES.topic()), duty);
            while (!stopping.get()) {
                var polled = group.poll(POLL);
                if (duty.isOurs() && published == null) {
                    work(stopping, group, duty, holds);
                } else if (!polled.isEmpty()) {
                    LOG.debug("{} records passed over", polled.count());
                }
            }
        } finally {
            published = null;
        }
    }

    /** At work until the partition goes elsewhere or something fails. */
    private void work(AtomicBoolean stopping, KafkaConsumer<String, byte[]> group, Duty duty, HoldPublisher holds) {
        try (KafkaProducer<String, SpecificRecord> producer = clients.transactionalProducer(PURPOSE);
                KafkaConsumer<String, byte[]> confirmations = clients.reader()) {
            // Whoever was at work before can write no more, so that what is read now is all there is.
            producer.initTransactions();
            RouteDesk desk = new RouteDesk(router);
            WholePartitions.read(clients, List.of(ROUTES), record -> {
                if (record.value() != null) {
                    desk.restore(
                            clients.serde().deserialize(record.value()), EventHeaders.traceparent(record.headers()));
                }
            });
            group.seekToBeginning(List.of(ROUTES));
            start(confirmations, group);
            desk.holds().values().forEach(holds::announce);
            published = desk;
            LOG.info("Running the routes of {} payouts", desk.open().size());
            Shift shift = new Shift(desk, producer, group, confirmations, holds);
            while (!stopping.get() && duty.isOurs()) {
                shift.round();
            }
        } finally {
            published = null;
        }
    }

    /** Where the last transaction ended; on the very first start nothing that was said before concerns a route. */
    private static void start(KafkaConsumer<String, byte[]> confirmations, KafkaConsumer<String, byte[]> group) {
        Set<TopicPartition> partitions = IntStream.range(0, TopicCatalog.CHAIN_CONFIRMATIONS.partitions())
                .mapToObj(p -> new TopicPartition(TopicCatalog.CHAIN_CONFIRMATIONS.name(), p))
                .collect(Collectors.toSet());
        confirmations.assign(partitions);
        Map<TopicPartition, OffsetAndMetadata> committed = group.committed(partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                confirmations.seekToEnd(List.of(partition));
            } else {
                confirmations.seek(partition, offset.offset());
            }
        }
        // Now, not when they are read first: what comes from here on may concern a route.
        partitions.forEach(confirmations::position);
    }

    /** The work of one assignment. */
    private final class Shift {
        private final RouteDesk desk;
        private final KafkaProducer<String, SpecificRecord> producer;
        private final KafkaConsumer<String, byte[]> group;
        private final KafkaConsumer<String, byte[]> confirmations;
        private final HoldPublisher holds;
        private final Set<Long> doubtful = new HashSet<>();
        private long nextLookMs;

        Shift(
                RouteDesk desk,
                KafkaProducer<String, SpecificRecord> producer,
                KafkaConsumer<String, byte[]> group,
                KafkaConsumer<String, byte[]> confirmations,
                HoldPublisher holds) {
            this.desk = desk;
            this.producer = producer;
            this.group = group;
            this.confirmations = confirmations;
            this.holds = holds;
        }

        void round() {
            boolean news = false;
            for (ConsumerRecord<String, byte[]> record : group.poll(POLL)) {
                desk.appeared(clients.serde().deserialize(record.value()), EventHeaders.traceparent(record.headers()));
                news = true;
            }
            Outlook outlook = quotes.look(clock.millis());
            for (ConsumerRecord<String, byte[]> record : confirmations.poll(Duration.ZERO)) {
                news |= confirmed(record, outlook);
            }
            if (quotes.isComplete() && (news || outlook.nowMs() >= nextLookMs)) {
                desk.look(outlook, watch);
                hold(outlook);
                nextLookMs = outlook.nowMs() + interval.toMillis();
            }
            if (!desk.changed().isEmpty()) {
                keep();
            }
        }

        private boolean confirmed(ConsumerRecord<String, byte[]> record, Outlook outlook) {
            try {
                if (clients.serde().deserialize(record.value()) instanceof ChainConfirmation confirmation) {
                    desk.ended(confirmation, outlook);
                    return true;
                }
            } catch (UnreadableRecordException e) {
                // Only lanes write there; what cannot be read cannot be the end of a command.
                LOG.error(
                        "Unreadable confirmation at {}-{}@{}", record.topic(), record.partition(), record.offset(), e);
            }
            return false;
        }

        /** All that has changed, and all that follows from it, or nothing. */
        private void keep() {
            producer.beginTransaction();
            for (Route route : desk.changed()) {
                send(record(
                        route.payoutId(),
                        route.payoutId() + ":" + route.changedAtMs(),
                        RouteRecords.record(route),
                        desk.traceparent(route.payoutId())));
            }
            for (RouteDesk.Task task : desk.tasks()) {
                carryOut(task);
            }
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (TopicPartition partition : confirmations.assignment()) {
                offsets.put(partition, new OffsetAndMetadata(confirmations.position(partition)));
            }
            producer.sendOffsetsToTransaction(offsets, group.groupMetadata());
            producer.commitTransaction();
            desk.kept();
        }

        private void carryOut(RouteDesk.Task task) {
            Route route = task.route();
            String trace = desk.traceparent(route.payoutId());
            LOG.info("{}: {}", route.payoutId(), task.action());
            if (task.action() instanceof RouteAction.Send(var leg)) {
                for (ChainCommand command : commands.of(route.payout(), leg)) {
                    send(records.record(
                            TopicCatalog.CHAIN_COMMANDS,
                            null,
                            JournalPlanner.lane(command),
                            EventIds.of(command.getCommandId() + ":PLANNED"),
                            command,
                            trace));
                }
            } else {
                inputs.of(route.payout(), task.action())
                        .ifPresent(input -> send(
                                records.record(input.topic(), null, input.key(), input.id(), input.event(), trace)));
            }
        }

        /** What is found twice in a row is believed: one answer that came late must stop no clocks. */
        private void hold(Outlook outlook) {
            SortedMap<Long, String> wanted = desk.wantedHolds(outlook);
            SortedMap<Long, ChainHold> standing = desk.holds();
            for (Map.Entry<Long, String> chain : wanted.entrySet()) {
                if (!standing.containsKey(chain.getKey()) && !doubtful.add(chain.getKey())) {
                    ChainHold hold = new ChainHold(chain.getKey(), true, chain.getValue(), outlook.nowMs());
                    LOG.warn("No route leads to {}: {}", router.network().name(chain.getKey()), chain.getValue());
                    // Kept before it is said: a hold that nobody remembers would never be released.
                    keep(hold);
                    holds.announce(hold);
                }
            }
            doubtful.retainAll(wanted.keySet());
            for (ChainHold hold : standing.values()) {
                if (!wanted.containsKey(hold.getChainId())) {
                    ChainHold released =
                            ChainHold.newBuilder(hold).setHeld(false).build();
                    LOG.info("Routes lead to {} again", router.network().name(hold.getChainId()));
                    // Said before it is kept: a release that was kept and not said would never be said.
                    holds.announce(released);
                    keep(released);
                }
            }
        }

        private void keep(ChainHold hold) {
            producer.beginTransaction();
            String key = "hold:" + hold.getChainId();
            send(record(key, key + ":" + hold.getSinceMs() + ":" + hold.getHeld(), hold, null));
            producer.commitTransaction();
            desk.hold(hold);
        }

        private ProducerRecord<String, SpecificRecord> record(
                String key, String name, SpecificRecord value, @Nullable String trace) {
            return records.record(TopicCatalog.CHAIN_ROUTES, 0, key, EventIds.of(name), value, trace);
        }

        private void send(ProducerRecord<String, SpecificRecord> record) {
            EventRecords.send(producer, record);
        }
    }
}
