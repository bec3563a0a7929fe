package io.fluxledger.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.Console;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.local.stack.StackState;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.Supplier;

/** Asks the settlement worker's operator routes and says what to do about each refusal. */
final class WorkerClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LedgerClient worker;
    private final PrintWriter out;
    private final UUID id;

    WorkerClient(OrderOptions options, PrintWriter out) {
        this.out = out;
        this.id = options.orderId();
        this.worker =
                new LedgerClient(StackState.require(options.directory()).url(Parts.SETTLEMENT), options.readKey());
    }

    /** An order without content yet. */
    ObjectNode order() {
        return JSON.createObjectNode().put("id", id.toString());
    }

    /**
     * Asks for what only the operator may see.
     *
     * @throws StackException when it is refused, with what to do about it
     */
    JsonNode get(String path) {
        Answer answer = reach(() -> worker.get(path));
        if (!answer.ok()) {
            throw new StackException(Console.inert(answer.describe()) + "\nnext: " + next(answer));
        }
        return answer.body();
    }

    /**
     * Sends an order and prints what became of it.
     *
     * @param next what to do when it was taken
     * @return exit status
     */
    int send(String path, ObjectNode order, String next) {
        out.println("order " + id);
        Answer answer = reach(() -> worker.post(path, order));
        if (answer.ok()) {
            out.println(Console.inert(answer.body().path("outcome").asText("accepted")));
            out.println("next: " + next);
        } else {
            out.println("refused: " + Console.inert(answer.describe()));
            out.println("next: " + next(answer));
        }
        out.flush();
        return answer.ok() ? 0 : 1;
    }

    private Answer reach(Supplier<Answer> request) {
        try {
            return request.get();
        } catch (UncheckedIOException e) {
            out.flush();
            throw new StackException(
                    "the settlement worker does not answer (" + e.getMessage()
                            + ")\nnext: ./ledger status shows whether it"
                            + " runs, ./ledger up starts it; then the same command with --id " + id,
                    e);
        }
    }

    private String next(Answer answer) {
        return switch (answer.code()) {
            case "PAYOUT_NOT_OPEN" ->
                "nothing can be decided about it any more; ./ledger operator payouts lists what is held";
            case "UNKNOWN_PAYOUT" ->
                "./ledger operator payouts lists what is held; a payout is WINDOW_END_MS:0xPROVIDER, as it stands there";
            case "DECISION_WITH_DIFFERENT_CONTENT", "MESSAGE_WITH_DIFFERENT_CONTENT" ->
                "without --id, if this is to be said as well";
            case "PAID_BY_LATER_WINDOW" ->
                "nothing; decide about the later payout, ./ledger operator payouts --window END_MS has each";
            case "NO_USAGE_ENDPOINT" ->
                "./ledger operator payouts release, adjust or carry; or name the provider in usage.endpoints.file and start the"
                        + " worker again";
            case "UNKNOWN_PROVIDER" -> "check the address; a provider is known from its first charge on";
            case "UNKNOWN_NOTIFICATION" ->
                "./ledger operator notifications --state delivered, waiting or dead has the ids";
            case "UNKNOWN_BATCH" -> "./ledger operator payouts lists what is held";
            case "OPERATOR_KEY_WRONG", "OPERATOR_KEY_MISSING", "KEY_UNKNOWN", "TOKEN_REFUSED", "ROLE_FORBIDDEN" ->
                "--key-file with the operator's key, or a key of ./ledger key new --role operator";
            case "INVALID_FIELD" ->
                "the same command with another " + answer.body().path("field").asText("value");
            default ->
                answer.unclear()
                        ? "the same command with --id " + id + "; ./ledger status shows whether the worker is ready"
                        : "./ledger status; the worker's log in the data directory says more";
        };
    }

    @Override
    public void close() {
        worker.close();
    }
}
