package io.fluxledger.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.local.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "decide",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the disputes that a provider answers for, or decides one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger operator decide 0xPROVIDER",
            "  ./ledger operator decide 0xPROVIDER 3-17 --uphold 0.005",
            "  ./ledger operator decide 0xPROVIDER 3-17 --dismiss"
        })
final class DecideCommand implements Callable<Integer> {
    @Mixin
    private OrderOptions options = new OrderOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PROVIDER", description = "The provider's address.")
    private String provider = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DISPUTE", description = "Id, as the list names it.")
    private @Nullable String disputeId;

    @ArgGroup(multiplicity = "0..1")
    private @Nullable Verdict verdict;

    /** One of two ends. */
    static final class Verdict {
        @Option(names = "--uphold", paramLabel = "USDC", required = true, description = "The payer gets that back.")
        private @Nullable String upheld;

        @Option(names = "--dismiss", required = true, description = "The payer gets nothing back.")
        private boolean dismiss;
    }

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        PrintWriter out = own.commandLine().getOut();
        try (OperatorClient operator = new OperatorClient(options, out)) {
            if (disputeId == null) {
                list(out, operator.get("/v1/providers/" + provider + "/disputes"));
                return 0;
            }
            if (verdict == null) {
                throw new ParameterException(own.commandLine(), "say --uphold USDC or --dismiss");
            }
            JsonNode dispute = operator.get("/v1/providers/" + provider + "/disputes/" + disputeId);
            return operator.send(
                    "/v1/operator/disputes/decisions",
                    operator.order()
                            .put("provider", provider)
                            .put("disputeId", disputeId)
                            .put("payer", dispute.path("payer").asText())
                            .put("intentId", dispute.path("intentId").asText())
                            .put("upheld", verdict.dismiss || verdict.upheld == null ? "0" : verdict.upheld),
                    "GET /v1/accounts/" + dispute.path("payer").asText() + " on intake shows what came back");
        }
    }

    private static void list(PrintWriter out, JsonNode found) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode dispute : found.path("disputes")) {
            List<String> row = new ArrayList<>();
            for (String field :
                    new String[] {"disputeId", "status", "payer", "intentId", "amount", "reserved", "upheld"}) {
                row.add(dispute.path(field).asText());
            }
            rows.add(row);
        }
        Console.table(out, List.of("dispute", "status", "payer", "intent", "disputed", "reserved", "upheld"), rows);
        out.println("next: ./ledger operator decide " + found.path("provider").asText()
                + " DISPUTE with --uphold USDC or --dismiss");
        out.flush();
    }
}
