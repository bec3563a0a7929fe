package io.fluxledger.local.key;

import io.fluxledger.local.DataOption;
import io.fluxledger.runtime.access.ApiKey;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Ids, roles and accounts of all keys.")
final class ListKeysCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        for (ApiKey key : new KeyFile(data.directory().apiKeys()).keys()) {
            Objects.requireNonNull(spec).commandLine().getOut().println(key);
        }
        return 0;
    }
}
