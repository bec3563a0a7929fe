package io.fluxledger.intake.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.Address20;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.http.RetryAfter;
import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/events:batch}: signed locks, receipts and requests as a CloudEvents batch in JSON. Each event is answered on its
 * own, from its journal line; one bad event changes nothing for the others. Events of one payer are applied in the order of
 * the batch.
 */
public final class EventBatchRoutes {
    /** Events of one batch. */
    public static final int MAX_EVENTS = 256;

    /** Of one batch; a receipt takes about one kilobyte. */
    public static final int MAX_BODY_BYTES = 512 * 1_024;

    private static final String MEDIA_TYPE = "application/cloudevents-batch+json";

    private final Acceptance acceptance;
    private final InputPublisher publisher;
    private final LedgerViews views;
    private final Clock clock;

    public EventBatchRoutes(Acceptance acceptance, InputPublisher publisher, LedgerViews views, Clock clock) {
        this.acceptance = acceptance;
        this.publisher = publisher;
        this.views = views;
        this.clock = clock;
    }

    /** Adds the route. */
    public void addTo(HttpService http) {
        http.route("POST", "/v1/events:batch", MAX_BODY_BYTES, RetryAfter.around(this::batch));
    }

    /** An event on its way, or why it is not. */
    private record Sent(Optional<String> id, CompletableFuture<ItemResult> result) {}

    private HttpReply batch(HttpCall call) {
        requireMediaType(call.header("Content-Type"));
        JsonNode events = call.json();
        requireSize(events);
        String traceparent = TraceContext.of(call);
        List<Sent> sent = new ArrayList<>();
        Optional<Problem> brokerGone = Optional.empty();
        for (JsonNode event : events) {
            Sent next = brokerGone.isPresent()
                    ? new Sent(id(event), CompletableFuture.completedFuture(ItemResult.refused(brokerGone.get())))
                    : send(event, traceparent);
            sent.add(next);
            if (brokerGone.isEmpty()) {
                brokerGone = overload(next);
            }
        }
        return reply(sent);
    }

    /** When the log takes no more, each further event would wait for the same refusal. */
    private static Optional<Problem> overload(Sent sent) {
        if (!sent.result().isDone()) {
            return Optional.empty();
        }
        ItemResult result = sent.result().join();
        boolean stuck = result.answer().isEmpty()
                && result.problem().filter(p -> p.status() >= 503).isPresent();
        return stuck
                ? Optional.of(Problem.of(
                        503, "OVERLOADED", "Too many requests wait", "nothing was done; try again in a second"))
                : Optional.empty();
    }

    private static HttpReply reply(List<Sent> sent) {
        Map<ItemResult.Status, Integer> counts = new EnumMap<>(ItemResult.Status.class);
        List<Map<String, Object>> items = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            ItemResult result = sent.get(i).result().join();
            counts.merge(result.status(), 1, Integer::sum);
            items.add(result.body(i, sent.get(i).id()));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        for (ItemResult.Status status : ItemResult.Status.values()) {
            body.put(status.text(), counts.getOrDefault(status, 0));
        }
        body.put("items", items);
        return HttpReply.json(200, body);
    }

    private Sent send(JsonNode event, @Nullable String traceparent) {
        try {
            CloudEvent parsed = CloudEvent.parse(event);
            String trace = parsed.traceparent() == null ? traceparent : parsed.traceparent();
            return new Sent(Optional.of(parsed.id()), submit(parsed, trace));
        } catch (ProblemException e) {
            return new Sent(id(event), CompletableFuture.completedFuture(ItemResult.refused(e.problem())));
        }
    }

    private static Optional<String> id(JsonNode event) {
        return Optional.of(event.path("id")).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    private CompletableFuture<ItemResult> submit(CloudEvent event, @Nullable String traceparent) {
        return switch (event.type()) {
            case LOCK -> {
                IntentLocked lock = acceptance.intent(event.data(), views.sessionsFor(event.data()), clock.instant());
                yield submit(lock.getPayer(), lock.getInputId(), lock, traceparent);
            }
            case RECEIPT -> {
                UsageReceipt receipt = acceptance.receipt(event.data(), clock.instant());
                yield submit(receipt.getPayer(), receipt.getInputId(), receipt, traceparent);
            }
            case SETTLEMENT -> {
                SettlementRequested request = acceptance.settlement(event.data());
                yield submit(request.getPayer(), request.getInputId(), request, traceparent);
            }
            case REFUND -> {
                RefundRequested request = acceptance.refund(event.data());
                yield submit(request.getPayer(), request.getInputId(), request, traceparent);
            }
        };
    }

    private CompletableFuture<ItemResult> submit(
            Address20 payer, InputId16 id, SpecificRecord input, @Nullable String traceparent) {
        CompletableFuture<Answer> answer = publisher.submit(TopicCatalog.LEDGER_INPUTS, payer, id, input, traceparent);
        return answer.handle((line, failure) -> {
            if (failure == null) {
                return ItemResult.answered(line);
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof ProblemException problem) {
                return ItemResult.refused(problem.problem());
            }
            throw new CompletionException(cause);
        });
    }

    private static void requireMediaType(@Nullable String contentType) {
        String type = contentType == null
                ? ""
                : contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        if (!type.equals(MEDIA_TYPE)) {
            throw new ProblemException(Problem.of(
                    415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported media type", "the body must be " + MEDIA_TYPE));
        }
    }

    private static void requireSize(JsonNode events) {
        if (!events.isArray()) {
            throw new ProblemException(Problem.of(
                    400, "WRONG_TYPE", "The body is no batch", "the body must be a JSON array of CloudEvents"));
        }
        if (events.isEmpty()) {
            throw new ProblemException(
                    Problem.of(400, "EMPTY_BATCH", "The batch is empty", "a batch has at least one event"));
        }
        if (events.size() > MAX_EVENTS) {
            throw new ProblemException(Problem.of(
                    413, "BATCH_TOO_LARGE", "The batch is too large", "a batch has at most " + MAX_EVENTS + " events"));
        }
    }
}
