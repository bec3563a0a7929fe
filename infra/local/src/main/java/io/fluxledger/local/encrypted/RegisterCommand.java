package io.fluxledger.local.encrypted;

import io.fluxledger.prover.account.EercAccount;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "register",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Makes an encryption key where the file is not there yet, and registers it for the wallet, for good.")
final class RegisterCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private AccountOptions account = new AccountOptions();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(account.use(true, RegisterCommand::register));
        return 0;
    }

    private static String register(EercAccount own) {
        return own.isRegistered()
                ? own.address() + " is registered already"
                : own.address() + " registered " + own.register();
    }
}
