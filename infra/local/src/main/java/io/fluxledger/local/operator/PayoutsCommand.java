package io.fluxledger.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.Console;
import io.fluxledger.local.stack.StackException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        name = "payouts",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists the payouts that are held, and why; or all of a window; or decides about one.",
            "A payout can be decided about until the ledger is told to pay it: while it is being checked, held, or there for"
                    + " the provider to claim. What a decision leaves unpaid stays the provider's, for the next window.",
            "A payout that is released still waits for the provider's identity check and claim: ./ledger operator identity."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger operator payouts                                      what is held",
            "  ./ledger operator payouts --window 1767225600000               every payout of that window",
            "  ./ledger operator payouts release 1767225600000:0xPROVIDER --reason \"figures seen\"",
            "  ./ledger operator payouts adjust 1767225600000:0xPROVIDER 12.5 --reason \"as agreed\"",
            "  ./ledger operator payouts carry 1767225600000:0xPROVIDER --reason \"endpoint is down\"",
            "  ./ledger operator payouts recheck 1767225600000:0xPROVIDER --reason \"endpoint is back\"",
            "",
            "Exit status: 0 taken, 1 refused or not answered, 2 wrong usage."
        })
final class PayoutsCommand implements Callable<Integer> {
    private static final String PAYOUT = "WINDOW_END_MS:0xPROVIDER, as the list names it.";
    private static final String REASON = "Why; stays on the log.";

    @Mixin
    private OrderOptions options = new OrderOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--window",
            paramLabel = "END_MS",
            description =
                    "All payouts of the window that ended then, Unix milliseconds, instead of those that are held.")
    private @Nullable Long windowEndMs;

    @Override
    public Integer call() {
        PrintWriter out = out();
        try (WorkerClient worker = new WorkerClient(options, out)) {
            JsonNode payouts = windowEndMs == null
                    ? worker.get("/v1/operator/payouts/held").path("payouts")
                    : ofWindow(worker, windowEndMs);
            if (payouts.isEmpty()) {
                out.println(windowEndMs == null ? "Nothing is held." : "The window paid nobody.");
                out.flush();
                return 0;
            }
            list(out, payouts);
            if (windowEndMs == null) {
                out.println("next: ./ledger operator payouts release, adjust, carry or recheck PAYOUT --reason TEXT");
            }
            out.flush();
            return 0;
        }
    }

    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "The payout is right as planned, whatever the provider's figures say: it goes on.")
    int release(
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "PAYOUT", description = PAYOUT) String payout,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON) String reason) {
        return decide(order, payout, "release", null, reason);
    }

    @Command(
            name = "adjust",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Less is paid, the rest is left to the next window.")
    int adjust(
            @Mixin OrderOptions order,
            @Parameters(index = "0", paramLabel = "PAYOUT", description = PAYOUT) String payout,
            @Parameters(
                            index = "1",
                            paramLabel = "USDC",
                            description = "What is paid, from 0.000001 to what was planned, such as 12.5.")
                    String amount,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON) String reason) {
        return decide(order, payout, "adjust", amount, reason);
    }

    @Command(
            name = "carry",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Nothing is paid now, all of it is left to the next window.")
    int carry(
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "PAYOUT", description = PAYOUT) String payout,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON) String reason) {
        return decide(order, payout, "carry", null, reason);
    }

    @Command(
            name = "recheck",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "The provider's usage endpoint is asked again, and the payout goes on or is held by what it says.")
    int recheck(
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "PAYOUT", description = PAYOUT) String payout,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON) String reason) {
        return decide(order, payout, "recheck", null, reason);
    }

    private int decide(OrderOptions given, String payout, String decision, @Nullable String amount, String reason) {
        try (WorkerClient worker = new WorkerClient(given, out())) {
            ObjectNode order = worker.order().put("decision", decision).put("reason", reason);
            if (amount != null) {
                order.put("amount", amount);
            }
            return worker.send(
                    "/v1/operator/payouts/"
                            + URLEncoder.encode(payout, StandardCharsets.UTF_8).replace("+", "%20") + "/decisions",
                    order,
                    "./ledger operator payouts --window " + payout.replaceFirst(":.*", "") + " shows how far it is");
        }
    }

    private static JsonNode ofWindow(WorkerClient worker, long windowEndMs) {
        for (JsonNode window : worker.get("/v1/settlement/windows").path("windows")) {
            if (window.path("windowEndMs").asLong() == windowEndMs) {
                return worker.get("/v1/settlement/batches/"
                                + window.path("batchId").asText())
                        .path("payouts");
            }
        }
        throw new StackException("no window ended at " + windowEndMs
                + ", or it is older than what the worker keeps\nnext: the number before the colon of a payout is its"
                + " window; older ones are in the audit console");
    }

    private static void list(PrintWriter out, JsonNode payouts) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode payout : payouts) {
            JsonNode check = payout.path("check");
            rows.add(List.of(
                    payout.path("payoutId").asText(),
                    payout.path("chainId").asText(),
                    payout.path("amount").asText(),
                    payout.path("state").asText(),
                    check.path("result").asText(""),
                    check.path("detail").asText(payout.path("reason").asText(""))));
        }
        Console.table(out, List.of("payout", "chain", "USDC", "state", "check", "why"), rows);
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
