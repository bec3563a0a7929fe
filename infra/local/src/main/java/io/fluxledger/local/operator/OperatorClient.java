package io.fluxledger.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.Console;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackState;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Sends orders to intake's operator routes and prints what each partition answered. */
final class OperatorClient implements AutoCloseable {
    private static final String AUTHORIZATION = "Authorization";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LedgerClient intake;
    private final OrderOptions options;
    private final PrintWriter out;
    private final UUID id;

    OperatorClient(OrderOptions options, PrintWriter out) {
        this.options = options;
        this.out = out;
        this.id = options.orderId();
        this.intake = new LedgerClient(StackState.require(options.directory()).url(Parts.INTAKE));
    }

    /** An order without content yet. */
    ObjectNode order() {
        return JSON.createObjectNode().put("id", id.toString());
    }

    /** Asks for what only the operator may see. */
    JsonNode get(String path) {
        return intake.get(path, AUTHORIZATION, bearer()).require("GET " + path).body();
    }

    /**
     * Sends an order and prints the answers.
     *
     * @param next what to do when every partition has accepted
     * @return exit status
     */
    int send(String path, ObjectNode order, String next) {
        Answer answer = intake.post(path, order, AUTHORIZATION, bearer());
        out.println("order " + id);
        if (answer.body().has("partitions")) {
            print(answer.body().path("partitions"));
        }
        if (!answer.ok()) {
            out.println("refused: " + answer.describe());
            if (answer.unclear()) {
                out.println("next: the same command with --id " + id);
            }
        } else if (!answer.body().path("complete").asBoolean()) {
            out.println("Written everywhere; PENDING partitions have not answered. ./ledger status shows whether the"
                    + " streams run, ./ledger up starts them.");
            out.println("next: the same command with --id " + id);
        } else {
            out.println("next: " + next);
            out.flush();
            return 0;
        }
        out.flush();
        return 1;
    }

    private void print(JsonNode partitions) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode one : partitions) {
            rows.add(List.of(
                    one.path("topic").asText(),
                    one.path("partition").asText(),
                    one.path("outcome").asText(),
                    one.path("reason").asText(""),
                    one.path("partitionSequence").asText(""),
                    one.path("inputOffset").asText("")));
        }
        Console.table(out, List.of("journal", "partition", "outcome", "reason", "line", "input offset"), rows);
    }

    private String bearer() {
        return "Bearer " + options.readKey();
    }

    @Override
    public void close() {
        intake.close();
    }
}
