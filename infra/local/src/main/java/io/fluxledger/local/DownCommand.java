package io.fluxledger.local;

import io.fluxledger.local.stack.StackStopper;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {
            "Stops the stack, the last started part first. Each part is asked and given 30 s, then killed.",
            "Data stays; ./ledger up resumes it. Processes that the stack did not start are never touched."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./ledger down", "  ./ledger down --data /tmp/other"})
final class DownCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        int stopped = StackStopper.stop(data.directory(), Console.report(out));
        out.println(stopped == 0 ? "Nothing was running." : "Stopped %d processes.".formatted(stopped));
        out.flush();
        return 0;
    }
}
