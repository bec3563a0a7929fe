package io.fluxledger.local.export;

import io.fluxledger.export.table.TableExport;
import io.fluxledger.local.ClusterOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the tables in some form. */
abstract sealed class TableExportCommand implements Callable<Integer> permits CsvExportCommand, ParquetExportCommand {
    @Mixin
    private ClusterOption cluster = new ClusterOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Directory of the files; those that are there are replaced.")
    private Path directory = Path.of("");

    abstract TableExport.Form form();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        new TableExport(cluster.clients())
                .run(directory, form())
                .forEach((table, rows) -> out.printf(Locale.ROOT, "%-14s %,d rows%n", table, rows));
        out.flush();
        return 0;
    }
}
