package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.RouteRecord;
import io.fluxledger.relayer.reserve.Reserve;
import io.fluxledger.relayer.reserve.ReserveCommands;
import io.fluxledger.relayer.reserve.ReserveStep;
import io.fluxledger.relayer.route.Route;
import io.fluxledger.relayer.route.RoutePath;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the encrypted reserves: reads what all lanes were told and what came of it, and gives the commands that fill or empty a reserve.
 * One of the relayers does it; its transactional id fences the one before, which might not know of the last commands.
 */
public final class ReserveKeeper implements RelayerTask {
    private static final Logger LOG = LoggerFactory.getLogger(ReserveKeeper.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(15);
    private static final String PURPOSE = "reserves";
    /** A bridge's fee is not known before its quote: what it may come to is a part of the amount and something flat. */
    private static final long FEE_PART = 50;

    private static final long FEE_MICROS = 1_000_000;

    /** A topic with one partition: who gets it is the one. */
    private static final TopicPartition ELECTION = new TopicPartition(TopicCatalog.CHAIN_ROUTES.name(), 0);

    private final KafkaClients clients;
    private final List<ReserveCommands> chains;
    private final LongUnaryOperator treasuryMicros;
    private final EventRecords records;
    private final Clock clock;
    private final Duration interval;
    private final Map<Long, Reserve.Holdings> holdings = new ConcurrentHashMap<>();

    /**
     * @param treasuryMicros what the treasury of a chain has openly, micro-USDC; negative when the chain does not answer
     * @param interval how often the treasuries are looked at
     */
    public ReserveKeeper(
            KafkaClients clients,
            List<ReserveCommands> chains,
            LongUnaryOperator treasuryMicros,
            Clock clock,
            Duration interval) {
        this.clients = clients;
        this.chains = List.copyOf(chains);
        this.treasuryMicros = treasuryMicros;
        this.records = new EventRecords(clock);
        this.clock = clock;
        this.interval = interval;
    }

    @Override
    public String name() {
        return PURPOSE;
    }

    /** By chain; empty where another relayer keeps the reserves. */
    public Map<Long, Reserve.Holdings> holdings() {
        return Map.copyOf(holdings);
    }

    @Override
    public void run(AtomicBoolean stopping, Runnable started) {
        try (KafkaConsumer<String, byte[]> group = clients.groupConsumer(PURPOSE)) {
            Duty duty = new Duty(ELECTION, started);
            group.subscribe(List.of(ELECTION.topic()), duty);
            while (!stopping.get()) {
                var _ = group.poll(POLL);
                if (duty.isOurs()) {
                    work(stopping, group, duty);
                }
            }
        } finally {
            holdings.clear();
        }
    }

    private void work(AtomicBoolean stopping, KafkaConsumer<String, byte[]> group, Duty duty) {
        try (KafkaProducer<String, SpecificRecord> producer = clients.transactionalProducer(PURPOSE);
                KafkaConsumer<String, byte[]> commands = reader(TopicCatalog.CHAIN_COMMANDS);
                KafkaConsumer<String, byte[]> outcomes = reader(
                        TopicCatalog.CHAIN_TRANSACTIONS, TopicCatalog.CHAIN_CONFIRMATIONS, TopicCatalog.CHAIN_ROUTES);
                Admin admin = clients.admin()) {
            producer.initTransactions();
            Map<ReserveCommands, Reserve> reserves = new HashMap<>();
            chains.forEach(chain -> reserves.put(chain, chain.reserve(RETRY.toMillis())));
            long nextLookMs = 0;
            while (!stopping.get() && duty.isOurs()) {
                var _ = group.poll(POLL);
                read(admin, commands, outcomes, record -> note(reserves, record));
                if (clock.millis() >= nextLookMs) {
                    reserves.forEach((chain, reserve) -> look(producer, chain, reserve));
                    nextLookMs = clock.millis() + interval.toMillis();
                }
            }
        } finally {
            holdings.clear();
        }
    }

    private void look(KafkaProducer<String, SpecificRecord> producer, ReserveCommands chain, Reserve reserve) {
        long nowMs = clock.millis();
        List<ReserveStep> steps = reserve.due(nowMs, treasuryMicros.applyAsLong(chain.chainId()));
        if (!steps.isEmpty()) {
            List<ChainCommand> commands =
                    steps.stream().map(step -> chain.of(step, nowMs)).toList();
            producer.beginTransaction();
            for (ChainCommand command : commands) {
                LOG.info("{} {}", command.getKind(), command.getCommandId());
                EventRecords.send(
                        producer,
                        records.record(
                                TopicCatalog.CHAIN_COMMANDS,
                                null,
                                JournalPlanner.lane(command),
                                EventIds.of(command.getCommandId() + ":PLANNED"),
                                command));
            }
            producer.commitTransaction();
            commands.forEach(reserve::planned);
        }
        holdings.put(chain.chainId(), reserve.holdings());
    }

    private void note(Map<ReserveCommands, Reserve> reserves, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            if (record.topic().equals(TopicCatalog.CHAIN_ROUTES.name())) {
                reserves.values().forEach(reserve -> reserve.held(record.key(), 0));
            }
            return;
        }
        SpecificRecord read;
        try {
            read = clients.serde().deserialize(record.value());
        } catch (UnreadableRecordException e) {
            // The lanes put it to the dead letters; it can be no command of a reserve.
            LOG.debug("Unreadable record at {}-{}@{}", record.topic(), record.partition(), record.offset(), e);
            return;
        }
        reserves.forEach((chain, reserve) -> {
            switch (read) {
                case ChainCommand command -> reserve.planned(command);
                case ChainTransaction transaction -> reserve.changed(transaction);
                case ChainConfirmation confirmation -> reserve.ended(confirmation, record.timestamp());
                case RouteRecord route ->
                    reserve.held(route.getPayoutId(), needed(RouteRecords.route(route), chain.chainId()));
                default -> LOG.debug("{} concerns no reserve", read.getSchema().getName());
            }
        });
    }

    /** What a held route has on that chain, and what bridges may ask for it. */
    private static long needed(Route route, long chainId) {
        if (!route.isHeld()) {
            return 0;
        }
        long micros = route.paths().stream()
                .filter(path -> path.restsOn() == chainId)
                .mapToLong(RoutePath::amountMicros)
                .sum();
        return micros == 0 ? 0 : micros + micros / FEE_PART + FEE_MICROS;
    }

    private KafkaConsumer<String, byte[]> reader(TopicSpec... topics) {
        KafkaConsumer<String, byte[]> reader = clients.reader();
        List<TopicPartition> partitions = Stream.of(topics)
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        return reader;
    }

    /**
     * Everything that is written by now and was not read before. Whatever is said of a command is said after it: the end of what is said
     * is asked for first, and all commands up to their own end are read before it.
     */
    private static void read(
            Admin admin,
            KafkaConsumer<String, byte[]> commands,
            KafkaConsumer<String, byte[]> outcomes,
            Consumer<ConsumerRecord<String, byte[]>> each) {
        Map<TopicPartition, Long> said = WholePartitions.ends(admin, outcomes.assignment());
        readTo(WholePartitions.ends(admin, commands.assignment()), commands, each);
        readTo(said, outcomes, each);
    }

    /** Records of transactions that are open are waited for. */
    private static void readTo(
            Map<TopicPartition, Long> ends,
            KafkaConsumer<String, byte[]> reader,
            Consumer<ConsumerRecord<String, byte[]>> each) {
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            reader.poll(POLL).forEach(each);
        }
    }
}
