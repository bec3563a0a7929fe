package io.fluxledger.local.stack;

import io.fluxledger.servers.Postgres;
import io.fluxledger.servers.SchemaRegistry;
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
    public static final String ATTESTER = "attester";
    /** Adds up the journals by itself and looks at everybody else. */
    public static final String WATCH = "watch";
    /** Local sandbox of a KYC portal. */
    public static final String KYC = "kyc-sandbox";

    /** Every part, in the order of starting. */
    public static final List<String> ALL = Stream.concat(
                    LocalChain.ALL.stream().map(LocalChain::part),
                    Stream.of(
                            POSTGRES,
                            REGISTRY,
                            KAFKA,
                            PROVIDER,
                            ATTESTER,
                            KYC,
                            STREAMS,
                            RELAYER,
                            SETTLEMENT,
                            AUDIT,
                            INTAKE,
                            WATCH))
            .toList();

    /** So that a demonstration sees its lines anchored. */
    private static final String SEAL_INTERVAL = "PT10S";

    private static final String WATCH_INTERVAL = "PT2S";

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
        Map<String, String> kafka = Map.of(
                "kafka.bootstrap",
                "127.0.0.1:" + ports.of(KAFKA),
                "registry.url",
                SchemaRegistry.confluentApi(ports.of(REGISTRY)).toString());
        Map<String, String> chains =
                Map.of("chains.file", directory.chainsFile().toString());
        Map<String, String> tokens = settings.issuer().ofAService();
        Map<String, String> access = Map.of(
                "api.keys.file",
                directory.apiKeys().toString(),
                "operator.key.sha256.file",
                directory.operatorKeyHash().toString());
        return List.of(
                service(
                        directory,
                        ports,
                        PROVIDER,
                        "io.fluxledger.local.provider.DemoProviderMain",
                        128,
                        chains,
                        Map.of(
                                "provider.keys", directory.providerKeys().toString(),
                                "usage.file",
                                        directory
                                                .state(PROVIDER)
                                                .resolve("usage.log")
                                                .toString())),
                service(
                        directory,
                        ports,
                        ATTESTER,
                        "io.fluxledger.local.bridge.AttesterMain",
                        64,
                        chains,
                        Map.of(
                                "bridge.name",
                                ChainsSetup.BRIDGE,
                                "keys.attester.1.file",
                                directory.key(LocalKeys.ATTESTERS.get(0)).toString(),
                                "keys.attester.2.file",
                                directory.key(LocalKeys.ATTESTERS.get(1)).toString())),
                service(
                        directory,
                        ports,
                        STREAMS,
                        "io.fluxledger.streams.LedgerStreamsMain",
                        640,
                        kafka,
                        Map.of("state.dir", directory.state(STREAMS).toString(), "session.timeout", "PT4S")),
                service(
                        directory,
                        ports,
                        RELAYER,
                        "io.fluxledger.relayer.RelayerMain",
                        256,
                        kafka,
                        chains,
                        EncryptedSetup.relayerSettings(directory),
                        Map.of(
                                "state.dir",
                                directory.state(RELAYER).toString(),
                                "keys.treasury.file",
                                directory.key(LocalKeys.TREASURY).toString(),
                                "keys.operator.file",
                                directory.key(LocalKeys.OPERATOR).toString())),
                service(
                        directory,
                        ports,
                        SETTLEMENT,
                        "io.fluxledger.settlement.SettlementMain",
                        256,
                        kafka,
                        chains,
                        access,
                        tokens,
                        settlement(directory, ports, settings)),
                service(
                        directory,
                        ports,
                        KYC,
                        "io.fluxledger.local.kyc.SandboxPortalMain",
                        64,
                        Map.of(
                                "settlement.url",
                                ports.url(SETTLEMENT),
                                "notifications.secret.file",
                                directory.kycNotificationSecret().toString(),
                                "statuses.secret.file",
                                directory.kycStatusSecret().toString())),
                service(
                        directory,
                        ports,
                        AUDIT,
                        "io.fluxledger.audit.AuditMain",
                        256,
                        kafka,
                        EncryptedSetup.auditorSettings(directory),
                        chains,
                        tokens,
                        Map.of(
                                "api.keys.file",
                                directory.apiKeys().toString(),
                                "liabilities.secrets.file",
                                directory.liabilitiesSecrets().toString(),
                                "seal.interval",
                                SEAL_INTERVAL,
                                "db.url",
                                Postgres.jdbcUrl(ports.of(POSTGRES)),
                                "db.user",
                                Postgres.USER,
                                "db.password.file",
                                Postgres.passwordFile(directory.state(POSTGRES)).toString())),
                service(
                        directory,
                        ports,
                        INTAKE,
                        "io.fluxledger.intake.IntakeMain",
                        384,
                        kafka,
                        chains,
                        access,
                        tokens,
                        Map.of(
                                "streams.url",
                                ports.url(STREAMS),
                                "audit.url",
                                ports.url(AUDIT),
                                "relayer.url",
                                ports.url(RELAYER),
                                "providers.file",
                                directory.providersFile().toString(),
                                "intent.expiry",
                                settings.intentExpiry(),
                                "provider.sla",
                                settings.providerSla())),
                service(
                        directory,
                        ports,
                        WATCH,
                        "io.fluxledger.watch.WatchMain",
                        96,
                        kafka,
                        chains,
                        EncryptedSetup.watchSettings(directory),
                        Map.of("window", settings.window(), "interval", WATCH_INTERVAL)));
    }

    /** Windows may be seconds long here: a call or two may lie on the other side of a cut. */
    private static Map<String, String> settlement(StackDirectory directory, PortPlan ports, StackSettings settings) {
        return Map.ofEntries(
                Map.entry("window", settings.window()),
                Map.entry("payout.thresholdMicros", Long.toString(settings.payoutThresholdMicros())),
                Map.entry("usage.endpoints.file", directory.usageEndpoints().toString()),
                Map.entry("usage.retry", "PT0.2S,PT1S,PT5S,PT30S"),
                Map.entry("kyc.required", "true"),
                Map.entry("kyc.portal.url", ports.url(KYC) + "/webhooks"),
                Map.entry(
                        "kyc.outgoing.secret.file",
                        directory.kycNotificationSecret().toString()),
                Map.entry(
                        "kyc.incoming.secret.file", directory.kycStatusSecret().toString()),
                Map.entry("kyc.retry", "PT0S,PT1S,PT5S,PT30S,PT5M,PT1H"));
    }

    @SafeVarargs
    private static ServicePart service(
            StackDirectory directory,
            PortPlan ports,
            String name,
            String mainClass,
            int heapMb,
            Map<String, String>... own) {
        SortedMap<String, String> settings = new TreeMap<>();
        for (Map<String, String> some : own) {
            settings.putAll(some);
        }
        settings.put("http.host", "127.0.0.1");
        settings.put("http.port", Integer.toString(ports.of(name)));
        return new ServicePart(name, mainClass, heapMb, directory, settings);
    }
}
