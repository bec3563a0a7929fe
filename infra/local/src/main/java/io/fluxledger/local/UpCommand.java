package io.fluxledger.local;

import io.fluxledger.local.stack.PartState;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackFormat;
import io.fluxledger.local.stack.StackSettings;
import io.fluxledger.local.stack.StackStarter;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.local.stack.StackStopper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts the stack and returns when every part answers: two EVM nodes with USDC and the contracts, PostgreSQL,"
                    + " schema registry, Kafka broker, the DEMO provider, the sandbox of a KYC portal the five services and the"
                    + " watch.",
            "Run it again to resume: what runs is left alone, what is dead is started on the data it had."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger up                        start or resume the stack in .ledger",
            "  ./ledger up --fresh --window PT1M  forget everything, payout windows of one minute",
            "  ./ledger up --data /tmp/other      a second stack beside the first",
            "  ./ledger up --oidc-issuer https://login.example.com --oidc-audience fluxledger",
            "                                     its tokens stand for keys; claims roles and wallet"
        })
final class UpCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--fresh", description = "Stop what runs and delete the data directory first.")
    private boolean fresh;

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            description = "Length of a settlement window, ISO-8601; at first PT24H, later as it was.")
    private @Nullable String window;

    @Option(
            names = "--intent-expiry",
            paramLabel = "DURATION",
            description = "How long a lock lasts when the payer does not say; at first PT300S, later as it was.")
    private @Nullable String intentExpiry;

    @Option(
            names = "--provider-sla",
            paramLabel = "DURATION",
            description = "How long the gateway waits for a provider; at first PT30S, later as it was.")
    private @Nullable String providerSla;

    @Option(
            names = "--payout-threshold",
            paramLabel = "MICROS",
            description =
                    "Payouts below that many micro-USDC wait for the next window; at first 1000, later as it was.")
    private @Nullable Long payoutThresholdMicros;

    @Option(
            names = "--confirmations",
            paramLabel = "N",
            description = "Blocks after which a transaction is final; at first 2, later as it was.")
    private @Nullable Integer confirmations;

    @Mixin
    private IssuerOptions issuer = new IssuerOptions();

    @Override
    public Integer call() {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        StackDirectory directory = data.directory();
        long begunNs = System.nanoTime();
        if (fresh) {
            StackStopper.stop(directory, Console.report(out));
            directory.clear();
        }
        StackFormat.check(directory);
        StackSettings before =
                StackState.read(directory).map(StackState::settings).orElse(StackSettings.DEFAULT);
        StackState state = StackStarter.start(directory, settings(before), Console.report(out));
        printTable(out, state);
        out.printf(
                Locale.ROOT,
                "%nReady after %.1f s. Data: %s%nThe broker keeps one replica, flushed by the operating system: not safe against power loss.%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNs) / 1000.0,
                directory.root());
        out.flush();
        return 0;
    }

    private StackSettings settings(StackSettings before) {
        return new StackSettings(
                window == null ? before.window() : window,
                intentExpiry == null ? before.intentExpiry() : intentExpiry,
                providerSla == null ? before.providerSla() : providerSla,
                payoutThresholdMicros == null ? before.payoutThresholdMicros() : payoutThresholdMicros,
                confirmations == null ? before.confirmations() : confirmations,
                issuer.over(before.issuer()));
    }

    private static void printTable(PrintWriter out, StackState state) {
        List<List<String>> rows = new ArrayList<>();
        for (PartState part : state.parts()) {
            rows.add(List.of(
                    part.name(),
                    Long.toString(part.pid()),
                    Integer.toString(part.port()),
                    "%.1f".formatted(part.readyAfterMs() / 1000.0)));
        }
        out.println();
        Console.table(out, List.of("part", "pid", "port", "ready s"), rows);
    }
}
