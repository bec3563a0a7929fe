package io.fluxledger.local.export;

import io.fluxledger.export.hledger.HledgerJournal;
import io.fluxledger.local.ClusterOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "hledger",
        mixinStandardHelpOptions = true,
        description = {
            "Writes every line that posts something as a transaction for hledger, with balance assertions.",
            "hledger -f FILE check --strict adds everything up again by itself."
        })
final class HledgerExportCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster = new ClusterOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The journal; one that is there is replaced.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        HledgerJournal.Written written = new HledgerJournal(cluster.clients()).run(file);
        out.printf(
                Locale.ROOT,
                "%,d transactions, %,d balance assertions in %s%n",
                written.transactions(),
                written.assertions(),
                file);
        out.flush();
        return 0;
    }
}
