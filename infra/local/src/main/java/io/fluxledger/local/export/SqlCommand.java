package io.fluxledger.local.export;

import io.fluxledger.local.DataOption;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Asks the projection, or exported Parquet files, in SQL. Nothing can be changed: every query runs in a"
                    + " read-only transaction.",
            "Without a query it is read from the standard input."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger sql 'SELECT * FROM trial_balance'",
            "  ./ledger sql --format csv \"SELECT * FROM rejections ORDER BY clock_ms DESC LIMIT 20\"",
            "  ./ledger sql --parquet tables 'SELECT input_type, count(*) FROM journal_lines GROUP BY 1'",
            "  ./ledger sql < question.sql"
        })
public final class SqlCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "QUERY", arity = "0..1", description = "One statement.")
    private @Nullable String query;

    @Option(
            names = "--parquet",
            paramLabel = "DIR",
            description = "Ask the files of ./ledger export parquet instead, each a table; by DuckDB.")
    private @Nullable Path parquet;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TABLE",
            description = "One of: ${COMPLETION-CANDIDATES}; default table.")
    private ResultForm format = ResultForm.TABLE;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Most rows that are printed; default 10000.")
    private int limit;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "60",
            description = "Seconds after which a query is given up; default 60.")
    private int timeoutS;

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        String statement = query == null ? standardInput() : query;
        if (statement.isBlank()) {
            throw new ParameterException(command.commandLine(), "give a query, or write one to the standard input");
        }
        Path files = parquet;
        try (Connection connection = files == null
                        ? ReadOnlyDatabase.projection(data.directory())
                        : ReadOnlyDatabase.parquet(files);
                var running = connection.createStatement()) {
            running.setQueryTimeout(timeoutS);
            running.setMaxRows(limit);
            try (var rows = running.executeQuery(statement)) {
                format.print(rows, out);
            }
        } catch (SQLException e) {
            command.commandLine()
                    .getErr()
                    .println(command.commandLine().getColorScheme().errorText("ledger: " + e.getMessage()));
            return 1;
        }
        out.flush();
        return 0;
    }

    private static String standardInput() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .lines()
                .collect(Collectors.joining("\n"));
    }
}
