package io.fluxledger.local.keystore;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Accounts of keystore files; needs no password.")
final class ListCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Keystore files.")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        for (Path file : files) {
            Objects.requireNonNull(spec).commandLine().getOut().println(KeystoreFile.address(file) + " " + file);
        }
        return 0;
    }
}
