package io.fluxledger.local.operator;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lets the folds set aside an input whose decision breaks an invariant, so that its partition goes on.",
            "The streams' log names the input. It is then refused as QUARANTINED, without effect; an input that breaks"
                    + " no invariant is decided as ever. infra/runbooks/quarantine.md has every step."
        },
        footerHeading = "%nExamples:%n",
        footer = "  ./ledger operator quarantine 0190a6b2-8f2e-7c31-9d11-1f6d0e5b2c4a --reason \"bug 17\"")
final class QuarantineCommand implements Callable<Integer> {
    @Mixin
    private OrderOptions options = new OrderOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "INPUT_ID", description = "Id of the input, as the streams' log names it.")
    private UUID inputId = new UUID(0, 0);

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; stays on the log.")
    private String reason = "";

    @Override
    public Integer call() {
        try (OperatorClient operator = new OperatorClient(
                options, Objects.requireNonNull(spec).commandLine().getOut())) {
            return operator.send(
                    "/v1/operator/quarantines",
                    operator.order().put("inputId", inputId.toString()).put("reason", reason),
                    "./ledger verify; then tell whoever sent " + inputId + " that it was refused");
        }
    }
}
