package io.fluxledger.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.Console;
import io.fluxledger.local.client.Usdc;
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
        name = "suspense",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists a payer's transfers that belong to no deposit, or says what becomes of one.",
            "--return books the transfer back; the transfer itself is made outside of the ledger, before.",
            "--platform is for what the platform itself has sent to a treasury, to bear what ways between chains cost."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger operator suspense 0xPAYER",
            "  ./ledger operator suspense 0xPAYER --chain 43114 --nonce 0xHASH --credit",
            "  ./ledger operator suspense 0xPAYER --chain 43114 --nonce 0xHASH --return --transaction 0xHASH",
            "  ./ledger operator suspense 0xPLATFORM --chain 43114 --nonce 0xHASH --platform"
        })
final class SuspenseCommand implements Callable<Integer> {
    @Mixin
    private OrderOptions options = new OrderOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "PAYER", description = "The payer's address.")
    private String payer = "";

    @Option(names = "--chain", paramLabel = "ID", description = "EIP-155 chain id of the transfer.")
    private @Nullable Long chainId;

    @Option(names = "--nonce", paramLabel = "HASH", description = "The transfer, as the list names it.")
    private @Nullable String nonce;

    @ArgGroup(multiplicity = "0..1")
    private @Nullable Resolution resolution;

    @Option(names = "--transaction", paramLabel = "HASH", description = "With --return: the transfer back.")
    private @Nullable String transaction;

    /** One of three ends. */
    static final class Resolution {
        @Option(names = "--credit", required = true, description = "It becomes the payer's credits.")
        private boolean credit;

        @Option(names = "--return", required = true, description = "It was sent back.")
        private boolean back;

        @Option(names = "--platform", required = true, description = "It is the platform's own money.")
        private boolean platform;

        private String symbol() {
            if (platform) {
                return "PLATFORM";
            }
            return credit && !back ? "CREDIT" : "RETURN";
        }
    }

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        PrintWriter out = own.commandLine().getOut();
        try (OperatorClient operator = new OperatorClient(options, out)) {
            if (resolution == null) {
                list(out, operator.get("/v1/operator/suspense/" + payer));
                return 0;
            }
            if (chainId == null || nonce == null) {
                throw new ParameterException(own.commandLine(), "--chain and --nonce say which transfer");
            }
            ObjectNode order = operator.order()
                    .put("payer", payer)
                    .put("chainId", chainId)
                    .put("nonce", nonce)
                    .put("resolution", resolution.symbol());
            if (transaction != null) {
                order.put("transactionHash", transaction);
            }
            return operator.send("/v1/operator/suspense", order, "./ledger operator suspense " + payer);
        }
    }

    private static void list(PrintWriter out, JsonNode found) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode transfer : found.path("transfers")) {
            rows.add(List.of(
                    transfer.path("chainId").asText(),
                    transfer.path("nonce").asText(),
                    Usdc.ofMicros(transfer.path("amountMicros").asLong())));
        }
        Console.table(out, List.of("chain", "nonce", "USDC"), rows);
        out.println("next: --chain and --nonce with --credit, --return or --platform");
        out.flush();
    }
}
