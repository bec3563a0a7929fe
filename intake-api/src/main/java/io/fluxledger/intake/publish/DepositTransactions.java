package io.fluxledger.intake.publish;

import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Where the relayer's transactions of deposits stand, by what identifies a deposit. Read from the relayer's own records, so
 * every intake knows the same, also after a restart; what was last touched longer ago than the horizon is not known any more.
 */
public final class DepositTransactions implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MAX_KNOWN = 200_000;

    /**
     * A deposit.
     *
     * @param payer 0x-address in lower case
     * @param nonce of the authorization, 0x-hex in lower case
     */
    public record Key(long chainId, String payer, String nonce) {}

    /** How far its transaction is. */
    public enum Stage {
        /** On its way; it may still fail. */
        PENDING,
        /** In the chain for good. */
        FINAL,
        /** It will never be made, or did not do what it was to do. */
        FAILED
    }

    /**
     * Its transaction.
     *
     * @param hash 0x-hex; empty before one is signed
     * @param reason why it failed; empty when it did not
     */
    public record Progress(Stage stage, String hash, String reason) {}

    private final Consumer<String, SpecificRecord> consumer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Condition> waiting = new HashMap<>();
    private final Map<Key, Progress> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Progress> eldest) {
            return size() > MAX_KNOWN;
        }
    };
    private final Map<TopicPartition, Long> behind = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean open = true;

    /** @param horizon how far back in time it reads */
    public DepositTransactions(KafkaClients clients, Duration horizon) {
        TopicSpec topic = TopicCatalog.CHAIN_TRANSACTIONS;
        consumer = clients.consumer("intake-transactions", true, Map.of("fetch.max.wait.ms", 100));
        List<TopicPartition> partitions = new ArrayList<>();
        for (int p = 0; p < topic.partitions(); p++) {
            partitions.add(new TopicPartition(topic.name(), p));
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long fromMs = Instant.now().minus(horizon).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, fromMs));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp start = starts.get(partition);
            long end = ends.getOrDefault(partition, 0L);
            consumer.seek(partition, start == null ? end : start.offset());
            if (consumer.position(partition) < end) {
                behind.put(partition, end);
            }
        }
        thread = Thread.ofPlatform().name("intake-transactions").start(this::follow);
    }

    /** Whether it runs and has read what was there when it started. */
    public boolean isReady() {
        return thread.isAlive() && behind.isEmpty();
    }

    /** What is known of a deposit's transaction; empty before the relayer has taken it up. */
    public Optional<Progress> find(Key key) {
        lock.lock();
        try {
            return Optional.ofNullable(known.get(key));
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a deposit's transaction is in the chain for good or has failed; what is known of it when time is up. */
    public Optional<Progress> awaitEnd(Key key, Duration timeout) throws InterruptedException {
        long leftNs = timeout.toNanos();
        lock.lock();
        try {
            Condition changed = waiting.computeIfAbsent(key, k -> lock.newCondition());
            Progress progress = known.get(key);
            while (!isEnded(progress) && leftNs > 0) {
                leftNs = changed.awaitNanos(leftNs);
                progress = known.get(key);
            }
            if (!lock.hasWaiters(changed)) {
                waiting.remove(key);
            }
            return Optional.ofNullable(progress);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isEnded(@Nullable Progress progress) {
        return progress != null && progress.stage() != Stage.PENDING;
    }

    private void follow() {
        try {
            while (open) {
                for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(POLL)) {
                    if (record.value() instanceof ChainTransaction transaction
                            && transaction.getKind() == CommandKind.DEPOSIT) {
                        note(transaction);
                    }
                }
                behind.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            }
        } catch (WakeupException e) {
            if (open) {
                ServiceRunner.fatal(e);
            }
        } catch (RuntimeException e) {
            // Without it a settlement would look as if it were never made: a restart is the honest answer.
            ServiceRunner.fatal(e);
        } finally {
            consumer.close();
        }
    }

    private void note(ChainTransaction transaction) {
        Key key = new Key(
                transaction.getChainId(), InputPublisher.key(transaction.getAccount()), transaction.getSubjectId());
        lock.lock();
        try {
            known.put(key, progress(transaction));
            Condition changed = waiting.get(key);
            if (changed != null) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static Progress progress(ChainTransaction transaction) {
        Hash32 hash = transaction.getTransactionHash();
        if (hash == null && !transaction.getAttempts().isEmpty()) {
            hash = transaction.getAttempts().getLast().getTransactionHash();
        }
        Stage stage = switch (transaction.getState()) {
            case PLANNED, SIGNED, BROADCAST, MINED, REPLACED -> Stage.PENDING;
            case FINAL -> Stage.FINAL;
            case FAILED -> Stage.FAILED;
        };
        String reason = transaction.getReason();
        return new Progress(
                stage,
                hash == null ? "" : "0x" + HexFormat.of().formatHex(hash.bytes()),
                stage == Stage.FAILED && reason != null ? reason : "");
    }

    @Override
    public void close() {
        open = false;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
