package io.fluxledger.local.audit;

import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.audit.project.Rebuild;
import io.fluxledger.local.DataOption;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.servers.Postgres;
import io.fluxledger.servers.SchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Builds what auditors read anew from the first offset of every topic, beside what they read meanwhile, and puts it"
                    + " in its place when it has caught up. Nothing is down."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./ledger rebuild"})
public final class RebuildCommand implements Callable<Integer> {
    private static final int MAX_RECORDS = 5_000;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that share the partitions; default 2.")
    private int threads = 2;

    @Option(
            names = "--share",
            paramLabel = "PERCENT",
            description =
                    "How much of the time each of them works, so that what goes on meanwhile is hardly slower; default"
                            + " 50, 100 where nothing does.")
    private int share = 50;

    @Override
    public Integer call() throws IOException, SQLException {
        if (share < 1 || share > 100) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--share must be from 1 to 100, not " + share);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StackDirectory directory = data.directory();
        StackState state = StackState.require(directory);
        KafkaClients kafka = new KafkaClients(
                state.bootstrap(),
                new EventSerde(new SchemaRegistryClient(SchemaRegistry.confluentApi(state.port(Parts.REGISTRY)))));
        DatabaseConfiguration database = new DatabaseConfiguration(
                Postgres.jdbcUrl(state.port(Parts.POSTGRES)),
                Postgres.USER,
                Files.readString(Postgres.passwordFile(directory.state(Parts.POSTGRES)))
                        .strip());
        boolean shown = Boolean.getBoolean("fluxledger.terminal");
        Rebuild.Report report = new Rebuild(database, kafka, threads, MAX_RECORDS, share).run((applied, live) -> {
            if (shown) {
                out.printf("\r  %,d of %,d records", applied, live);
                out.flush();
            }
        });
        out.printf(
                "%srebuilt %,d records; the generations changed places within %d ms%n",
                shown ? "\r" : "", report.records(), report.stoppedMs());
        out.flush();
        return 0;
    }
}
