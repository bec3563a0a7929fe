package io.fluxledger.local.key;

import io.fluxledger.local.DataOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Takes a key back; within a second it is unknown.")
final class RevokeKeyCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "As ./ledger key list shows it.")
    private String id = "";

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (new KeyFile(data.directory().apiKeys()).remove(id)) {
            line.getOut().println("Key " + id + " is taken back.");
            return 0;
        }
        line.getErr().println("ledger: there is no key " + id);
        return 1;
    }
}
