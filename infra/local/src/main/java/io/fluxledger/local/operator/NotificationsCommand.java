package io.fluxledger.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.local.Console;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        name = "notifications",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists messages to the KYC portal, or sends one again.",
            "A message is dead when its last attempt failed, or the portal said 410. Sent again it has the same id and body, so a"
                    + " portal that had it counts it once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger operator notifications                     what did not arrive",
            "  ./ledger operator notifications --state waiting",
            "  ./ledger operator notifications replay msg_0190a6b28f2e7c319d111f6d0e5b2c4a"
        })
final class NotificationsCommand implements Callable<Integer> {
    @Mixin
    private OrderOptions options = new OrderOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "dead",
            description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private State state = State.DEAD;

    /** As the worker's operator route names them, in upper case. */
    private enum State {
        DEAD,
        WAITING,
        DELIVERED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = out();
        try (WorkerClient worker = new WorkerClient(options, out)) {
            JsonNode messages =
                    worker.get("/v1/operator/notifications?state=" + state).path("notifications");
            if (messages.isEmpty()) {
                out.println("No message is " + state + ".");
            } else {
                list(out, messages);
                if (state != State.WAITING) {
                    out.println("next: ./ledger operator notifications replay MESSAGE");
                }
            }
            out.flush();
            return 0;
        }
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Sends a dead or delivered message again; what waits is sent anyway.")
    int replay(
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "MESSAGE", description = "Id, as the list names it.") String message) {
        try (WorkerClient worker = new WorkerClient(order, out())) {
            return worker.send(
                    "/v1/operator/notifications/"
                            + URLEncoder.encode(message, StandardCharsets.UTF_8).replace("+", "%20") + "/replays",
                    worker.order(),
                    "./ledger operator notifications --state delivered has it when it arrived");
        }
    }

    private static void list(PrintWriter out, JsonNode messages) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode message : messages) {
            rows.add(List.of(
                    message.path("id").asText(),
                    message.path("type").asText(),
                    message.path("provider").asText(),
                    message.path("attempts").asText(),
                    message.path("detail").asText("")));
        }
        Console.table(out, List.of("message", "type", "provider", "attempts", "what failed last"), rows);
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
