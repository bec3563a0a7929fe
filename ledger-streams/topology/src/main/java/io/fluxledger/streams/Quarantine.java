package io.fluxledger.streams;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.InputQuarantined;
import io.fluxledger.rules.InputId;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inputs that may be set aside, by partition. They are looked for only when an input breaks an invariant: the order to
 * set it aside stands behind it on its partition, and a partition that does not get past an input has little behind it.
 */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final KafkaClients clients;
    private final EventSerde serde;
    private final Map<TopicPartition, Set<InputId>> orders = new ConcurrentHashMap<>();
    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Breach> breach = new AtomicReference<>();

    Quarantine(KafkaClients clients, EventSerde serde) {
        this.clients = clients;
        this.serde = serde;
    }

    Set<InputId> of(TopicPartition inputs) {
        return orders.getOrDefault(inputs, Set.of());
    }

    /**
     * Reads what stands behind an input that broke an invariant.
     *
     * @return whether there is an order that has not been tried for this place yet
     */
    boolean isOrdered(TopicPartition inputs, long offset) {
        if (!tried.add(inputs + "@" + offset)) {
            return false;
        }
        Set<InputId> found = read(inputs, offset);
        LOG.warn("an input of {} at offset {} broke an invariant; to be set aside by order: {}", inputs, offset, found);
        if (found.isEmpty()) {
            return false;
        }
        orders.put(inputs, Set.copyOf(found));
        return true;
    }

    /** Takes note of the input that stops a partition here; the first one counts. */
    void stopped(Breach at) {
        breach.compareAndSet(null, at);
    }

    /** The input that stops a partition here. */
    Optional<Breach> breach() {
        return Optional.ofNullable(breach.get());
    }

    /** Waits in a thread of its own until the order to set the input aside is on the log. */
    void onOrder(Breach stopped, Runnable then) {
        Thread.ofPlatform().daemon().name("quarantine").start(() -> {
            InputId input = AvroTypes.id(stopped.input());
            while (!ordered(stopped, input)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            then.run();
        });
    }

    private boolean ordered(Breach stopped, InputId input) {
        try {
            return read(stopped.inputs(), stopped.offset()).contains(input);
        } catch (KafkaException | SchemaRegistryClient.RegistryUnavailableException e) {
            LOG.warn("cannot look for an order to set {} aside: {}", input, e.getMessage());
            return false;
        }
    }

    private Set<InputId> read(TopicPartition inputs, long offset) {
        Set<InputId> found = new HashSet<>(of(inputs));
        try (Consumer<String, byte[]> consumer = clients.rawConsumer("quarantine", true, Map.of())) {
            consumer.assign(List.of(inputs));
            long end = consumer.endOffsets(List.of(inputs)).getOrDefault(inputs, 0L);
            consumer.seek(inputs, offset + 1);
            while (consumer.position(inputs) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    InputId quarantined = order(record.value());
                    if (quarantined != null) {
                        found.add(quarantined);
                    }
                }
            }
        }
        return found;
    }

    private @Nullable InputId order(byte[] value) {
        try {
            return serde.deserialize(value) instanceof InputQuarantined order
                    ? AvroTypes.id(order.getQuarantined())
                    : null;
        } catch (UnreadableRecordException e) {
            // Its own answer is UNREADABLE; it orders nothing.
            return null;
        }
    }
}
