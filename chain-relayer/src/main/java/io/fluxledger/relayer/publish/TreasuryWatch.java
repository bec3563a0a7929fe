package io.fluxledger.relayer.publish;

import io.fluxledger.events.Address20;
import io.fluxledger.events.TreasuryWatched;
import io.fluxledger.relayer.chain.ChainUnavailableException;
import io.fluxledger.relayer.chain.TreasuryNode;
import io.fluxledger.relayer.watch.ReceivedTransfer;
import io.fluxledger.schemas.TopicCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every final block of the treasuries that the group gives to this process, and tells the ledger what strangers sent:
 * payments whose authorization somebody else submitted, and transfers that belong to nothing. First the inputs, then how far
 * it has come: after a crash it says some of them again, which the ledger knows.
 */
public final class TreasuryWatch implements RelayerTask {
    private static final Logger LOG = LoggerFactory.getLogger(TreasuryWatch.class);
    private static final String PURPOSE = "watch";
    /** Nodes limit how many blocks a query may span. */
    private static final long MAX_BLOCKS = 1_000;

    private final KafkaClients clients;
    private final List<TreasuryNode> treasuries;
    private final Clock clock;
    private final Duration interval;

    /** @param interval between two looks at a chain */
    public TreasuryWatch(KafkaClients clients, List<TreasuryNode> treasuries, Clock clock, Duration interval) {
        this.clients = clients;
        this.treasuries = List.copyOf(treasuries);
        this.clock = clock;
        this.interval = interval;
    }

    @Override
    public String name() {
        return PURPOSE;
    }

    @Override
    public void run(AtomicBoolean stopping, Runnable started) {
        Progress progress = new Progress(started);
        try (InputPublisher inputs = new InputPublisher(clients, clock, PURPOSE);
                KafkaConsumer<String, byte[]> consumer = clients.groupConsumer(PURPOSE)) {
            consumer.subscribe(List.of(TopicCatalog.CHAIN_WATCH.name()), progress);
            while (!stopping.get()) {
                // Its own records: that they are there is known.
                var _ = consumer.poll(interval);
                for (TreasuryNode node : treasuries) {
                    if (progress.isMine(node)) {
                        look(node, progress, inputs, stopping);
                    }
                }
            }
        }
    }

    private static void look(TreasuryNode node, Progress progress, InputPublisher inputs, AtomicBoolean stopping) {
        try {
            long finalBlock = node.finalBlock();
            // A treasury that is watched for the first time begins here: what came before is not the watch's.
            long seen = progress.seen(node, finalBlock);
            while (seen < finalBlock && !stopping.get()) {
                long to = Math.min(finalBlock, seen + MAX_BLOCKS);
                for (ReceivedTransfer transfer : node.received(seen + 1, to)) {
                    LOG.info("The treasury {} received {}", node.treasury().key(), transfer);
                    inputs.send(TreasuryInputs.of(node.treasury(), transfer));
                }
                inputs.send(progress.reached(node, to));
                seen = to;
            }
        } catch (ChainUnavailableException e) {
            LOG.warn("The treasury {} cannot be watched: {}", node.treasury().key(), e.getMessage());
        }
    }

    /** How far each treasury has been watched, and which of them are this process's. */
    private final class Progress implements ConsumerRebalanceListener {
        private final Map<String, Long> blocks = new HashMap<>();
        private final Set<Integer> mine = new HashSet<>();
        private final Runnable started;

        Progress(Runnable started) {
            this.started = started;
        }

        boolean isMine(TreasuryNode node) {
            byte[] key = node.treasury().key().getBytes(StandardCharsets.UTF_8);
            int partition = BuiltInPartitioner.partitionForKey(key, TopicCatalog.CHAIN_WATCH.partitions());
            return mine.contains(partition);
        }

        long seen(TreasuryNode node, long finalBlock) {
            return blocks.computeIfAbsent(node.treasury().key(), key -> finalBlock);
        }

        ConfirmationInputs.Input reached(TreasuryNode node, long block) {
            String key = node.treasury().key();
            blocks.put(key, block);
            String treasury = node.treasury().treasury();
            return new ConfirmationInputs.Input(
                    TopicCatalog.CHAIN_WATCH,
                    key,
                    EventIds.of("watched:" + key + ":" + block),
                    TreasuryWatched.newBuilder()
                            .setChainId(node.treasury().chainId())
                            .setTreasury(new Address20(HexFormat.of().parseHex(treasury, 2, treasury.length())))
                            .setBlockNumber(block)
                            .build());
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                WholePartitions.read(clients, partitions, this::note);
                partitions.forEach(partition -> mine.add(partition.partition()));
            }
            started.run();
        }

        private void note(ConsumerRecord<String, byte[]> record) {
            if (clients.serde().deserialize(record.value()) instanceof TreasuryWatched watched) {
                blocks.put(record.key(), watched.getBlockNumber());
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> mine.remove(partition.partition()));
            // Whoever had them meanwhile knows better.
            blocks.clear();
        }
    }
}
