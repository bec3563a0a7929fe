package io.fluxledger.local.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The parts of a stack by name, and what each service is configured with. */
public final class Parts {
    public static final String KAFKA = "kafka";
    public static final String REGISTRY = "registry";
    public static final String POSTGRES = "postgres";
    public static final String PROVIDER = "provider";
    public static final String STREAMS = "streams";
    public static final String INTAKE = "intake";
    public static final String RELAYER = "relayer";
    public static final String SETTLEMENT = "settlement";
    public static final String AUDIT = "audit";

    /** Every part, in the order of starting. */
    public static final List<String> ALL = Stream.concat(
                    LocalChain.ALL.stream().map(LocalChain::part),
                    Stream.of(POSTGRES, REGISTRY, KAFKA, PROVIDER, STREAMS, RELAYER, SETTLEMENT, AUDIT, INTAKE))
            .toList();

    private Parts() {}

    static List<Part> servers(StackDirectory directory) {
        return Stream.concat(
                        LocalChain.ALL.stream().map(c -> (Part) ServerPart.chain(directory, c)),
                        Stream.of(
                                ServerPart.postgres(directory),
                                ServerPart.registry(directory),
                                ServerPart.kafka(directory)))
                .toList();
    }

    static List<Part> services(StackDirectory directory, PortPlan ports, StackSettings settings) {
        return List.of(
                service(
                        directory,
                        ports,
                        PROVIDER,
                        "io.fluxledger.local.provider.DemoProviderMain",
                        128,
                        Map.of("provider.keys", directory.providerKeys().toString())),
                service(directory, ports, STREAMS, "io.fluxledger.streams.LedgerStreamsMain", 640, Map.of()),
                service(
                        directory,
                        ports,
                        RELAYER,
                        "io.fluxledger.relayer.RelayerMain",
                        256,
                        Map.of(
                                "keys.treasury.file",
                                        directory.key(LocalKeys.TREASURY).toString(),
                                "keys.operator.file",
                                        directory.key(LocalKeys.OPERATOR).toString())),
                service(
                        directory,
                        ports,
                        SETTLEMENT,
                        "io.fluxledger.settlement.SettlementMain",
                        192,
                        Map.of(
                                "window", settings.window(),
                                "payout.thresholdMicros", Long.toString(settings.payoutThresholdMicros()))),
                service(
                        directory,
                        ports,
                        AUDIT,
                        "io.fluxledger.audit.AuditMain",
                        256,
                        Map.of(
                                "db.url",
                                "jdbc:postgresql://127.0.0.1:" + ports.of(POSTGRES) + "/postgres",
                                "db.user",
                                "postgres",
                                "db.password.file",
                                passwordFile(directory).toString())),
                service(
                        directory,
                        ports,
                        INTAKE,
                        "io.fluxledger.intake.IntakeMain",
                        384,
                        Map.of(
                                "streams.url", ports.url(STREAMS),
                                "providers.file", directory.providersFile().toString(),
                                "intent.expiry", settings.intentExpiry(),
                                "provider.sla", settings.providerSla())));
    }

    static Path passwordFile(StackDirectory directory) {
        return io.fluxledger.servers.Postgres.passwordFile(directory.state(POSTGRES));
    }

    private static ServicePart service(
            StackDirectory directory,
            PortPlan ports,
            String name,
            String mainClass,
            int heapMb,
            Map<String, String> own) {
        SortedMap<String, String> settings = new TreeMap<>(own);
        settings.put("kafka.bootstrap", "127.0.0.1:" + ports.of(KAFKA));
        settings.put("registry.url", "http://127.0.0.1:" + ports.of(REGISTRY) + "/apis/ccompat/v7");
        settings.put("http.host", "127.0.0.1");
        settings.put("http.port", Integer.toString(ports.of(name)));
        settings.put("chains.file", directory.chainsFile().toString());
        settings.put("state.dir", directory.state(name).toString());
        return new ServicePart(name, mainClass, heapMb, directory, settings);
    }
}
