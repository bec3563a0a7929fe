package io.fluxledger.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for one thing after the other; what one of them refuses does not stop the next, and how long ago each was answered is a metric. */
final class Looks {
    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);
    private static final double MS = 1_000.0;

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, AtomicLong> answeredMs = new ConcurrentHashMap<>();

    Looks(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** A question; its answer goes into the metrics. */
    interface Question {
        void ask() throws ClusterWatch.NoAnswerException, IOException, InterruptedException;
    }

    /** Whether it was answered. */
    boolean look(String what, Question question) throws InterruptedException {
        AtomicLong answered = answeredMs.computeIfAbsent(what, this::begin);
        try {
            question.ask();
            answered.set(clock.millis());
            return true;
        } catch (ClusterWatch.NoAnswerException | IOException | RuntimeException e) {
            LOG.warn("no look at {}: {}", what, e.getMessage());
            return false;
        }
    }

    /** What was never answered counts from the first question on. */
    private AtomicLong begin(String what) {
        AtomicLong answered = new AtomicLong(clock.millis());
        Gauge.builder("fluxledger.watch.look.age.seconds", () -> (clock.millis() - answered.get()) / MS)
                .tags(Tags.of("what", what))
                .description("Since brokers or a chain last answered the watch")
                .register(registry);
        return answered;
    }
}
