package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.relayer.chain.CommandSender;
import io.fluxledger.relayer.send.LaneAlarm;
import io.fluxledger.relayer.send.LaneSettings;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the lanes of the command partitions that the group gives to this process. */
public final class LaneHost implements RelayerTask {
    private static final Logger LOG = LoggerFactory.getLogger(LaneHost.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String PURPOSE = "lanes";

    private final KafkaClients clients;
    private final Clock clock;
    private final Map<String, PartitionLanes.Configured> configured = new HashMap<>();
    private final Duration pollInterval;
    private volatile int openCommands;
    private volatile Map<String, List<LaneAlarm>> alarms = Map.of();

    /** @param pollInterval how often a lane with open commands looks at its chain */
    public LaneHost(KafkaClients clients, Clock clock, Duration pollInterval) {
        this.clients = clients;
        this.clock = clock;
        this.pollInterval = pollInterval;
    }

    /** @param signer 0x-address in lower case */
    public LaneHost with(long chainId, String signer, LaneSettings settings, CommandSender sender) {
        configured.put(chainId + ":" + signer, new PartitionLanes.Configured(settings, sender));
        return this;
    }

    /** Commands here whose outcome is not out yet. */
    public int openCommands() {
        return openCommands;
    }

    /** What a person must look at, by lane; only lanes of this process that have such a thing. */
    public Map<String, List<LaneAlarm>> alarms() {
        return alarms;
    }

    private static Map<String, List<LaneAlarm>> alarms(Map<TopicPartition, PartitionLanes> lanes) {
        Map<String, List<LaneAlarm>> all = new HashMap<>();
        lanes.values().forEach(partition -> all.putAll(partition.alarms()));
        return Map.copyOf(all);
    }

    @Override
    public String name() {
        return PURPOSE;
    }

    @Override
    public void run(AtomicBoolean stopping, Runnable started) {
        Map<TopicPartition, PartitionLanes> lanes = new HashMap<>();
        CommandTraces traces = new CommandTraces();
        try (InputPublisher inputs = new InputPublisher(clients, clock, traces);
                DeadLetters deadLetters = new DeadLetters(clients);
                KafkaConsumer<String, byte[]> consumer = clients.groupConsumer(PURPOSE)) {
            try {
                consumer.subscribe(
                        List.of(TopicCatalog.CHAIN_COMMANDS.name()), new Assignment(lanes, inputs, traces, started));
                Map<TopicPartition, Long> committed = new HashMap<>();
                while (!stopping.get()) {
                    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                        take(lanes, record, traces, deadLetters);
                    }
                    commit(consumer, lanes, committed);
                    openCommands = lanes.values().stream()
                            .mapToInt(PartitionLanes::openCommands)
                            .sum();
                    alarms = alarms(lanes);
                }
            } finally {
                lanes.values().forEach(PartitionLanes::close);
            }
        }
    }

    private void take(
            Map<TopicPartition, PartitionLanes> lanes,
            ConsumerRecord<String, byte[]> record,
            CommandTraces traces,
            DeadLetters deadLetters) {
        PartitionLanes target = lanes.get(new TopicPartition(record.topic(), record.partition()));
        if (target == null) {
            throw new IllegalStateException("A command of partition " + record.partition() + ", which is not ours");
        }
        String reason;
        try {
            SpecificRecord read = clients.serde().deserialize(record.value());
            if (read instanceof ChainCommand command) {
                traces.arrived(command.getCommandId(), record.headers());
                target.add(command, record.offset());
                return;
            }
            reason = read.getSchema().getFullName() + " is no command";
        } catch (UnreadableRecordException e) {
            reason = String.valueOf(e.getMessage());
        }
        // Only the planner may write here; what is no command cannot have been a promise to anybody.
        LOG.error("No command at {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), reason);
        deadLetters.add(TopicCatalog.CHAIN_COMMANDS.deadLetters(), record, reason);
        target.skip(record.offset());
    }

    private static void commit(
            KafkaConsumer<String, byte[]> consumer,
            Map<TopicPartition, PartitionLanes> lanes,
            Map<TopicPartition, Long> committed) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        lanes.forEach((partition, lane) -> {
            long safe = lane.safeOffset();
            if (safe >= 0 && !Long.valueOf(safe).equals(committed.get(partition))) {
                offsets.put(partition, new OffsetAndMetadata(safe));
                committed.put(partition, safe);
            }
        });
        if (!offsets.isEmpty()) {
            consumer.commitSync(offsets);
        }
    }

    private final class Assignment implements ConsumerRebalanceListener {
        private final Map<TopicPartition, PartitionLanes> lanes;
        private final InputPublisher inputs;
        private final CommandTraces traces;
        private final Runnable started;

        Assignment(
                Map<TopicPartition, PartitionLanes> lanes,
                InputPublisher inputs,
                CommandTraces traces,
                Runnable started) {
            this.lanes = lanes;
            this.inputs = inputs;
            this.traces = traces;
            this.started = started;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                LOG.info("Taking up the lanes of {}", partition);
                lanes.put(
                        partition,
                        new PartitionLanes(
                                clients, clock, partition.partition(), configured, inputs, traces, pollInterval));
            }
            started.run();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                PartitionLanes lane = lanes.remove(partition);
                if (lane != null) {
                    lane.close();
                }
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            onPartitionsRevoked(partitions);
        }
    }
}
