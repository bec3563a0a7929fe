package io.fluxledger.bench.payouts;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.stream.ChildProgram;
import io.fluxledger.bench.stream.FoldedInputs;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.stream.Median;
import io.fluxledger.bench.stream.StreamsService;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Funding;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How long a window takes to close over the shipped services: from the request until every provider's payout is planned
 * and its instruction written.
 */
public final class WindowsPart implements Part {
    private static final String GROUP = "fluxledger-streams";
    private static final int PROVIDERS = 100_000;
    private static final int QUICK_PROVIDERS = 2_000;
    private static final int WINDOWS = 3;
    private static final int WORKER_HEAP_MB = 1_024;
    private static final double MOST_S = 10;
    private static final long CHAIN_ID = 43_114;
    private static final long CHARGE_NANOS = 7_000_000;
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(20);

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public String description() {
        return "closing a window of 100,000 providers over the shipped services";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int providers = run.options().choose(QUICK_PROVIDERS, PROVIDERS);
        try (LedgerServers servers = LedgerServers.start(run, "windows");
                LedgerServers.Broker broker = servers.newBroker();
                StreamsService streams = StreamsService.start(run, servers, broker)) {
            KafkaClients clients = new KafkaClients(broker.bootstrap(), servers.serde());
            streams.awaitReady();
            int port = Ports.free();
            try (ChildProgram worker = worker(servers, broker, port);
                    Consumer<String, byte[]> inputs = clients.rawConsumer("bench-inputs", true, Map.of())) {
                Readiness.await(
                        "settlement",
                        worker.process(),
                        port,
                        worker.log(),
                        START,
                        () -> ask(port, "GET", "/health/ready") == 200);
                inputs.assign(FoldedInputs.partitions(TopicCatalog.PROVIDER_INPUTS));
                List<Closing> closings = new ArrayList<>();
                for (int window = 0; window < WINDOWS; window++) {
                    charge(clients, window, providers);
                    FoldedInputs.await(clients, GROUP, streams.program());
                    run.progress("window %d: %,d providers charged".formatted(window + 1, providers));
                    closings.add(close(clients, streams, worker, port, inputs, providers));
                    run.progress("window %d: %s".formatted(window + 1, closings.getLast()));
                }
                return figures(closings, providers);
            }
        }
    }

    /**
     * A window's end, both from the request on.
     *
     * @param instructedS seconds until every instruction is written
     * @param takenS seconds until the ledger has taken all of them
     */
    private record Closing(double instructedS, double takenS) {}

    private static List<Figure> figures(List<Closing> closings, int providers) {
        List<Closing> later = closings.subList(1, closings.size());
        double instructedS = Median.of(later.stream().map(Closing::instructedS).toList());
        double takenS = Median.of(later.stream().map(Closing::takenS).toList());
        Closing first = closings.getFirst();
        return List.of(
                Figure.of("window_close_s_100k_providers", instructedS, "s")
                        .withTarget(Target.atMost(MOST_S))
                        .against("%,d providers; by services that have closed one window; all taken after %.1f s"
                                .formatted(providers, takenS)),
                Figure.of("window_close_first_s", first.instructedS(), "s")
                        .against("the first window of services that have just started; all taken after %.1f s"
                                .formatted(first.takenS())));
    }

    private static Closing close(
            KafkaClients clients,
            StreamsService streams,
            ChildProgram worker,
            int port,
            Consumer<String, byte[]> inputs,
            int providers)
            throws Exception {
        // Behind the charges; taken at once, so that nothing that comes is missed.
        inputs.endOffsets(inputs.assignment()).forEach(inputs::seek);
        long begunNs = System.nanoTime();
        if (ask(port, "POST", "/v1/settlement/windows/close") != 202) {
            throw worker.failure("did not close the window");
        }
        double instructedS =
                untilRead(inputs, worker, begunNs, inputs.assignment().size() + providers);
        FoldedInputs.await(clients, GROUP, streams.program());
        return new Closing(instructedS, (System.nanoTime() - begunNs) / 1e9);
    }

    /** One charge for each provider; each window's are others. */
    private static void charge(KafkaClients clients, int window, int providers) {
        try (Producer<String, SpecificRecord> producer = clients.producer("bench-charges")) {
            for (int i = 1; i <= providers; i++) {
                UsageCharged charge = new UsageCharged(
                        EventHeaders.newInputId(),
                        SettledReceipts.provider(i),
                        SettledReceipts.provider(0),
                        "intent-" + window + "-" + i,
                        Funding.CREDITS,
                        PayoutMode.BATCH,
                        CHAIN_ID,
                        List.of(new Draw(CHAIN_ID, CHARGE_NANOS + i)),
                        0L,
                        100L,
                        50L,
                        0,
                        (long) window * providers + i);
                var _ = producer.send(new ProducerRecord<>(
                        TopicCatalog.PROVIDER_INPUTS.name(), SettledReceipts.key(charge.getProvider()), charge));
            }
            producer.flush();
        }
    }

    private static ChildProgram worker(LedgerServers servers, LedgerServers.Broker broker, int port)
            throws IOException {
        Path directory = Files.createDirectories(broker.home().resolve("settlement"));
        Path config = directory.resolve("settlement.properties");
        Files.writeString(
                config, """
                kafka.bootstrap=%s
                registry.url=%s
                http.port=%d
                window=PT876000H
                payout.thresholdMicros=1
                """.formatted(broker.bootstrap(), servers.registryUrl(), port), StandardCharsets.ISO_8859_1);
        return ChildProgram.start(
                "the settlement worker",
                "io.fluxledger.settlement.SettlementMain",
                WORKER_HEAP_MB,
                List.of(),
                List.of("--config", config.toString()),
                directory);
    }

    private static int ask(int port, String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    /** Counted as they are read: offsets have those of transactions among them. */
    private static double untilRead(Consumer<String, byte[]> inputs, ChildProgram worker, long begunNs, long wanted) {
        long read = 0;
        while (read < wanted) {
            read += inputs.poll(POLL).count();
            worker.requireAlive();
            if (System.nanoTime() - begunNs > PATIENCE.toNanos()) {
                throw worker.failure("has not instructed every payout within " + PATIENCE.toMinutes() + " min");
            }
        }
        return (System.nanoTime() - begunNs) / 1e9;
    }
}
