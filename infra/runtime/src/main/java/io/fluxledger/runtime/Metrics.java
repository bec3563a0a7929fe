package io.fluxledger.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Metrics of a service, with those of its JVM. */
public final class Metrics {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Answer, Timer> answers = new ConcurrentHashMap<>();

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new LogbackMetrics().bindTo(registry);
    }

    /** Says as a metric whether the service is ready. */
    void ready(Health health) {
        Gauge.builder("fluxledger.ready", health, h -> h.isReady() ? 1 : 0)
                .description("1 when the service is ready")
                .register(registry);
    }

    /**
     * Counts an answer.
     *
     * @param path of the route, with its parameters' names
     * @param nanos until the answer was there; a body that is written bit by bit takes longer
     */
    void answered(String method, String path, int status, long nanos) {
        answers.computeIfAbsent(new Answer(method, path, status), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Answer answer) {
        return Timer.builder("http.server.requests")
                .description("Answers by route")
                .tags("method", answer.method(), "uri", answer.path(), "status", Integer.toString(answer.status()))
                .publishPercentileHistogram()
                .minimumExpectedValue(SHORTEST)
                .maximumExpectedValue(LONGEST)
                .register(registry);
    }

    private record Answer(String method, String path, int status) {}

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** All metrics in the Prometheus text format. */
    String scrape() {
        return registry.scrape();
    }
}
