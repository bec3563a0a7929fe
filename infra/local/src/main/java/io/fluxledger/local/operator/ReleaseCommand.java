package io.fluxledger.local.operator;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Routes lead to a chain again: the deadlines that a hold stopped run on.",
        footerHeading = "%nExamples:%n",
        footer = "  ./ledger operator release 42161")
final class ReleaseCommand implements Callable<Integer> {
    @Mixin
    private OrderOptions options = new OrderOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "CHAIN", description = "EIP-155 chain id.")
    private long chainId;

    @Override
    public Integer call() {
        try (OperatorClient operator = new OperatorClient(
                options, Objects.requireNonNull(spec).commandLine().getOut())) {
            return operator.send(
                    "/v1/operator/holds/releases",
                    operator.order().put("chainId", chainId),
                    "nothing; the deadlines run on by what was left of them");
        }
    }
}
