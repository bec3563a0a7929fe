package io.fluxledger.local;

import io.fluxledger.local.stack.StackDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The data directory, the same for every command. */
public final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:LEDGER_DATA:-.ledger}",
            description = "Directory with all state of the stack; default .ledger, or LEDGER_DATA.")
    private Path data = Path.of(".ledger");

    public StackDirectory directory() {
        return new StackDirectory(data);
    }
}
