package io.fluxledger.local.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.Console;
import io.fluxledger.local.DataOption;
import io.fluxledger.local.client.Usdc;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackSettings;
import io.fluxledger.local.stack.StackStarter;
import io.fluxledger.local.stack.StackState;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./ledger demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the examples of the documents on the stack, starting it when it does not run: a call paid through the"
                    + " escrow, a deposit and a call paid by credits, refunds, a payout window, a withdrawal.",
            "Ends with the money table: each figure of the ledger beside the chain's own balance and the transaction.",
            "Exit status 0 only when every figure agrees. Can be repeated: every run has fresh wallets and providers."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./ledger demo", "  ./ledger demo --json | jq .escrow.payerWallet"})
public final class DemoCommand implements Callable<Integer> {
    /** A stack that only the demo needed is less patient with a provider that hangs. */
    private static final String SHORT_SLA = "PT5S";

    private static final int SHOWN = 10;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--json",
            description = "One JSON object on standard output, all that is for people on standard error.")
    private boolean json;

    @Override
    public Integer call() {
        var line = Objects.requireNonNull(spec).commandLine();
        PrintWriter talk = json ? line.getErr() : line.getOut();
        StackDirectory directory = data.directory();
        StackSettings settings =
                StackState.read(directory).map(StackState::settings).orElseGet(DemoCommand::impatient);
        StackState state = StackStarter.start(directory, settings, Console.report(talk));
        DemoResult result;
        try (Demo demo = new Demo(directory, state, new Steps(talk))) {
            result = demo.run();
        }
        printTable(talk, result);
        if (json) {
            line.getOut().println(toJson(result).toPrettyString());
            line.getOut().flush();
        }
        return result.differences() == 0 ? 0 : 1;
    }

    private static StackSettings impatient() {
        StackSettings usual = StackSettings.DEFAULT;
        return new StackSettings(
                usual.window(),
                usual.intentExpiry(),
                SHORT_SLA,
                usual.payoutThresholdMicros(),
                usual.confirmations(),
                usual.issuer());
    }

    private static void printTable(PrintWriter out, DemoResult result) {
        List<List<String>> rows = new ArrayList<>();
        for (Figure figure : result.figures()) {
            Long chainNanos = figure.chainNanos();
            String hash = figure.transactionHash();
            rows.add(List.of(
                    figure.name(),
                    figure.meaning(),
                    Usdc.ofNanos(figure.expectedNanos()),
                    Usdc.ofNanos(figure.ledgerNanos()),
                    chainNanos == null ? "" : Usdc.ofNanos(chainNanos),
                    figure.agrees() ? "agrees" : "DIFFERS",
                    hash == null ? "" : hash));
        }
        out.println();
        out.println("Money, in USDC");
        Console.table(out, List.of("figure", "what", "expected", "ledger", "chain", "", "transaction"), rows);
        out.printf(
                "%nconservation %d nano-USDC, %d differences%n",
                result.verified().conservationNanos(), result.differences());
        result.verified().differences().stream().limit(SHOWN).forEach(d -> out.println("difference: " + d));
        out.flush();
    }

    private static ObjectNode toJson(DemoResult result) {
        ObjectNode answer = new ObjectMapper().createObjectNode();
        for (Figure figure : result.figures()) {
            String[] path = figure.name().split("\\.", 2);
            answer.withObject("/" + path[0]).put(path[1], Usdc.ofNanos(figure.ledgerNanos()));
        }
        ArrayNode transactions = answer.putArray("transactions");
        for (ChainTransaction transaction : result.transactions()) {
            transactions
                    .addObject()
                    .put("name", transaction.name())
                    .put("chainId", transaction.chainId())
                    .put("hash", transaction.hash());
        }
        answer.put("conservationNanos", result.verified().conservationNanos());
        answer.put("differences", result.differences());
        return answer;
    }
}
