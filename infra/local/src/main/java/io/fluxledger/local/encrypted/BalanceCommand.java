package io.fluxledger.local.encrypted;

import io.fluxledger.local.client.Usdc;
import io.fluxledger.prover.account.EercAccount;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Decrypts the balance and prints it in USDC.")
final class BalanceCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private AccountOptions account = new AccountOptions();

    @Override
    public Integer call() {
        long micros = account.use(false, EercAccount::balanceMicros);
        Objects.requireNonNull(spec).commandLine().getOut().println(Usdc.ofMicros(micros));
        return 0;
    }
}
