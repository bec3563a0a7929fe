package io.fluxledger.local.export;

import io.fluxledger.export.dump.ClusterImport;
import io.fluxledger.local.ClusterOption;
import io.fluxledger.local.Console;
import io.fluxledger.local.stack.Report;
import io.fluxledger.local.stack.StackSettings;
import io.fluxledger.local.stack.StackStarter;
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
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Restores a dump of ./ledger export topics into a cluster without records: the same records with the same"
                    + " times at the same offsets, so that every hash is what it was and the services go on where they"
                    + " stopped.",
            "Without --bootstrap into a new stack in --data: its broker and registry are started, nothing else."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger import backup --data restored && ./ledger up --data restored && ./ledger verify --data"
                    + " restored",
            "  ./ledger import backup --bootstrap kafka:9092 --registry http://registry:8081 --replication 3"
        })
public final class ImportCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster = new ClusterOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The dump.")
    private Path directory = Path.of("");

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "Replication factor of the topics, needed with --bootstrap; 3 in production.")
    private @Nullable Short replication;

    /** What a restored ledger does not know and would pay a second time. */
    static String warning(String takenAt) {
        return """
            The dump was taken at %s. What the ledger has paid since then is on the chains and not in it: credits that were withdrawn stand
            there again. Before the relayer, the settlement worker and intake are started, list the USDC that left each treasury, escrow and payout
            account since then: infra/runbooks/backup-and-restore.md, step 5, says what then.""".formatted(takenAt);
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (replication == null && !cluster.isStack()) {
            throw new ParameterException(
                    command.commandLine(), "say with --replication how many copies of the log there are to be");
        }
        PrintWriter out = command.commandLine().getOut();
        Report report = Console.report(out);
        if (cluster.isStack()) {
            StackStarter.startLog(cluster.directory(), StackSettings.DEFAULT, report);
        }
        SchemaRegistryClient schemas = cluster.schemas();
        ClusterImport.Restored restored = new ClusterImport(
                        cluster.clients(schemas),
                        schemas,
                        replication == null ? 1 : replication,
                        (what, done, all) -> report.line("import", "%d of %d: %s".formatted(done, all, what)))
                .run(directory);
        out.printf(
                Locale.ROOT,
                "%,d records of %d topics, %d groups restored%s%n",
                restored.records(),
                restored.topics(),
                restored.groups(),
                restored.schemaIdsChanged() ? "; the registry had other schemas, ids in the values are its own" : "");
        out.printf("%n%s%n", warning(restored.takenAt()));
        out.flush();
        return 0;
    }
}
