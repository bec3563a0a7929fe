package io.fluxledger.local;

import io.fluxledger.audit.verify.Verification;
import io.fluxledger.audit.verify.VerifyReport;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.local.stack.StackVerification;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
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
                    + " between the folds, every row in PostgreSQL, and every batch's root with its lines and the chain.",
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
            description = "Only the result; so it is anyway when the output is no terminal.")
    private boolean quiet;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StackDirectory directory = data.directory();
        boolean shown = !quiet && Boolean.getBoolean("fluxledger.terminal");
        Verification.Progress progress = shown ? at -> print(out, at) : Verification.Progress.SILENT;
        VerifyReport report = StackVerification.run(directory, StackState.require(directory), progress);
        List<String> differences = report.differences();
        for (String difference : differences.subList(0, Math.min(SHOWN, differences.size()))) {
            out.println("difference: " + difference);
        }
        out.println(report.summary());
        out.flush();
        return report.isClean() ? 0 : 1;
    }

    private static void print(PrintWriter out, Verification.Progress.State at) {
        out.printf(
                Locale.ROOT,
                "  %,d of %,d inputs, %,.0f inputs/s, %d of %d partitions%n",
                at.inputs(),
                at.allInputs(),
                at.inputsPerS(),
                at.partitionsDone(),
                at.partitions());
        out.flush();
    }
}
