package io.fluxledger.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.local.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "identity",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows how a provider stands with who checks identities and what it is owed, or says the status by hand.",
            "What is said here comes after all that was said before, also by the portal; the portal's next message comes after"
                    + " this one. Nothing is paid to a provider that is not approved, where checks are required."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger operator identity 0xPROVIDER",
            "  ./ledger operator identity 0xPROVIDER approved --reason \"papers seen, case 17\"",
            "  ./ledger operator identity 0xPROVIDER suspended --reason \"case 18\""
        })
final class IdentityCommand implements Callable<Integer> {
    @Mixin
    private OrderOptions options = new OrderOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PROVIDER", description = "The provider's address.")
    private String provider = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "STATUS", description = "One of ${COMPLETION-CANDIDATES}.")
    private @Nullable Status status;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, with a status; stays on the log.")
    private @Nullable String reason;

    /** As the worker's operator route names them, in upper case. */
    private enum Status {
        PENDING,
        APPROVED,
        REJECTED,
        SUSPENDED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        if (!provider.matches("0x[0-9a-fA-F]{40}")) {
            throw new ParameterException(own.commandLine(), "PROVIDER is 0x and 40 hex digits");
        }
        if (status != null && (reason == null || reason.isBlank())) {
            throw new ParameterException(own.commandLine(), "--reason TEXT says why the status is " + status);
        }
        PrintWriter out = own.commandLine().getOut();
        try (WorkerClient worker = new WorkerClient(options, out)) {
            String path = "/v1/operator/providers/" + provider;
            if (status == null || reason == null) {
                show(out, worker.get(path));
                return 0;
            }
            return worker.send(
                    path + "/identity",
                    worker.order().put("status", status.toString()).put("reason", reason),
                    "./ledger operator identity " + provider + " shows what it may have now");
        }
    }

    private void show(PrintWriter out, JsonNode found) {
        JsonNode identity = found.path("identity");
        boolean mayReceive = found.path("mayReceive").asBoolean();
        Console.table(
                out,
                List.of("provider", found.path("provider").asText()),
                List.of(
                        List.of("state", found.path("state").asText()),
                        List.of("identity", identity.path("status").asText()),
                        List.of("reason", identity.path("reason").asText("")),
                        List.of("may be paid", mayReceive ? "yes" : "no"),
                        List.of("claims", found.path("claims").asText()),
                        List.of("claimable USDC", found.path("claimable").asText()),
                        List.of("held USDC", found.path("held").asText()),
                        List.of("under way USDC", found.path("underWay").asText()),
                        List.of("paid USDC", found.path("paid").asText())));
        if (!mayReceive) {
            out.println("next: ./ledger operator identity " + provider
                    + " approved --reason TEXT, once it has been checked");
        } else if (!found.path("held").asText().equals("0")) {
            out.println("next: ./ledger operator payouts shows why something is held");
        }
        out.flush();
    }
}
