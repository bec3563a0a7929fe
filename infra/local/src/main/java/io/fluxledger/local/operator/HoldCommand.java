package io.fluxledger.local.operator;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "No route leads to a chain: the deadlines of intents that need one to it stand still.",
        footerHeading = "%nExamples:%n",
        footer = "  ./ledger operator hold 42161 --reason \"bridge down\"")
final class HoldCommand implements Callable<Integer> {
    @Mixin
    private OrderOptions options = new OrderOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "CHAIN", description = "EIP-155 chain id.")
    private long chainId;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; stays on the log.")
    private String reason = "";

    @Override
    public Integer call() {
        try (OperatorClient operator = new OperatorClient(
                options, Objects.requireNonNull(spec).commandLine().getOut())) {
            return operator.send(
                    "/v1/operator/holds",
                    operator.order().put("chainId", chainId).put("reason", reason),
                    "when routes lead there again: ./ledger operator release " + chainId);
        }
    }
}
