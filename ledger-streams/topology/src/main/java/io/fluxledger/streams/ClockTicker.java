package io.fluxledger.streams;

import io.fluxledger.events.ClockTick;
import io.fluxledger.events.InputId16;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the log move: writes ticks to the payers' partitions that this instance folds. A tick carries no time, the
 * broker stamps it; losing or doubling one does no harm.
 */
final class ClockTicker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClockTicker.class);
    private static final String SOURCE = "/fluxledger/clock";

    private final Producer<String, SpecificRecord> producer;
    private final Supplier<Set<Integer>> partitions;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(r -> new Thread(r, "clock-ticker"));

    ClockTicker(KafkaClients clients, Supplier<Set<Integer>> partitions, Duration interval) {
        this.producer = clients.producer("clock-ticker");
        this.partitions = partitions;
        var _ = timer.scheduleAtFixedRate(this::tick, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            for (int partition : partitions.get()) {
                InputId16 id = EventHeaders.newInputId();
                ClockTick tick = new ClockTick(id);
                var _ = producer.send(
                        new ProducerRecord<>(
                                TopicCatalog.LEDGER_INPUTS.name(),
                                partition,
                                null,
                                TopicCatalog.BROADCAST_KEY,
                                tick,
                                EventHeaders.of(id, tick, SOURCE, Instant.now(), null)),
                        (metadata, e) -> {
                            if (e != null) {
                                LOG.warn("tick of partition {} failed: {}", partition, e.getMessage());
                            }
                        });
            }
        } catch (RuntimeException e) {
            // The next tick tries again; a timer that dies would leave locks standing after their deadlines.
            LOG.warn("tick failed: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        producer.close(Duration.ofSeconds(2));
    }
}
