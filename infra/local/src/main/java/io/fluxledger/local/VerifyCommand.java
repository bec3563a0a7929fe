package io.fluxledger.local;

import io.fluxledger.audit.verify.VerifyReport;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.local.stack.StackVerification;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Reads all inputs from their first offset, decides them again, and compares every journal line, every charge"
                    + " between the folds and every balance in PostgreSQL.",
            "Exit status 0 when there is no difference and nothing was made or lost, 1 otherwise."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./ledger verify", "  ./ledger verify --quiet"})
final class VerifyCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the result.")
    private boolean quiet;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StackDirectory directory = data.directory();
        VerifyReport report = StackVerification.run(directory, StackState.require(directory), (partition, done) -> {
            if (!quiet) {
                out.printf("  %s: %d verified%n", partition, done);
                out.flush();
            }
        });
        List<String> differences = report.differences();
        for (String difference : differences.subList(0, Math.min(SHOWN, differences.size()))) {
            out.println("difference: " + difference);
        }
        out.println(report.summary());
        out.flush();
        return report.isClean() ? 0 : 1;
    }
}
