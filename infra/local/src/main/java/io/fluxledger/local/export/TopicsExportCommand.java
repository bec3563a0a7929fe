package io.fluxledger.local.export;

import io.fluxledger.export.dump.ClusterExport;
import io.fluxledger.export.dump.ClusterExport.Meanwhile;
import io.fluxledger.export.dump.DumpManifest;
import io.fluxledger.local.ClusterOption;
import io.fluxledger.local.Console;
import io.fluxledger.local.stack.Report;
import io.fluxledger.local.stack.StackPause;
import io.fluxledger.schemas.SchemaRegistryClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Dumps all topics with the folds' change logs, all schemas and the places of all consumer groups into a new"
                    + " directory: Avro files and a manifest with their SHA-256.",
            "To be restorable it is taken while nothing is written; it fails when something was. ./ledger import"
                    + " restores it."
        })
final class TopicsExportCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster = new ClusterOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A new directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--pause",
            description = "Stops the stack's services for as long as it takes, and starts them again.")
    private boolean pause;

    @Option(
            names = "--live",
            description = "Also while something is written; such a dump can be read and not restored.")
    private boolean live;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (pause && !cluster.isStack()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--pause stops the services of a local stack; those of another cluster are stopped where they run");
        }
        PrintWriter out = command.commandLine().getOut();
        Report report = Console.report(out);
        DumpManifest dump =
                pause ? StackPause.during(cluster.directory(), report, () -> export(report)) : export(report);
        out.printf(
                Locale.ROOT,
                "%,d records of %d topics, %d schemas, %d groups in %s%s%n",
                dump.recordCount(),
                dump.topics().size(),
                dump.schemas().size(),
                dump.groups().size(),
                directory,
                dump.quiet() ? "" : "; something was written meanwhile, it can be read and not restored");
        out.flush();
        return 0;
    }

    private DumpManifest export(Report report) {
        SchemaRegistryClient schemas = cluster.schemas();
        return new ClusterExport(
                        cluster.clients(schemas),
                        schemas,
                        (what, done, all) -> report.line("export", "%d of %d: %s".formatted(done, all, what)))
                .run(directory, live ? Meanwhile.MARK : Meanwhile.REFUSE);
    }
}
