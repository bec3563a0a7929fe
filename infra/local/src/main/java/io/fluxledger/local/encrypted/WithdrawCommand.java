package io.fluxledger.local.encrypted;

import io.fluxledger.local.client.Usdc;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.prover.account.EercAccount;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "withdraw",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Turns encrypted USDC into USDC in the wallet, by a proof that the balance covers it.",
            "The amount becomes public: withdrawing everything tells what was earned."
        })
final class WithdrawCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private AccountOptions account = new AccountOptions();

    @Option(names = "--amount", paramLabel = "USDC", description = "For example 12.5; everything when not given.")
    private @Nullable String amount;

    @Override
    public Integer call() {
        Objects.requireNonNull(spec).commandLine().getOut().println(account.use(false, this::withdraw));
        return 0;
    }

    /** The chain's coin has six digits: what has more is refused, not cut. */
    static long micros(String decimal) {
        try {
            return new BigDecimal(decimal).movePointRight(6).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new StackException(
                    "--amount must be USDC with at most six digits behind the point, not " + decimal, e);
        }
    }

    private String withdraw(EercAccount own) {
        long heldMicros = own.balanceMicros();
        long micros = amount == null ? heldMicros : micros(amount);
        if (micros < 1 || micros > heldMicros) {
            throw new StackException("the balance is %s USDC; %s cannot be withdrawn"
                    .formatted(Usdc.ofMicros(heldMicros), Usdc.ofMicros(micros)));
        }
        return "withdrew %s USDC %s".formatted(Usdc.ofMicros(micros), own.withdraw(micros));
    }
}
