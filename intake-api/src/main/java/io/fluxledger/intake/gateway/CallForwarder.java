package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.x402.PaymentHeaders;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The call itself: asked of the provider within its time, answered to the caller with what it cost. */
final class CallForwarder {
    /** Header with the settlement, JSON in Base64. */
    static final String SETTLEMENT = "Fluxledger-Settlement";

    private static final int MAX_ANSWER_BYTES = 4 << 20;
    private static final Duration DEADLINE_MARGIN = Duration.ofSeconds(1);
    private static final Duration FREE_CALL_LIMIT = Duration.ofMinutes(5);

    private final UpstreamCall upstream = new UpstreamCall();
    private final CallSettlement settlement;
    private final CallGate gate;
    private final RequestLog requests;
    private final Duration sla;
    private final Clock clock;

    /** @param sla time for a whole answer; for one in events, to its head and between two of its pieces */
    CallForwarder(CallSettlement settlement, CallGate gate, RequestLog requests, Duration sla, Clock clock) {
        this.settlement = settlement;
        this.gate = gate;
        this.requests = requests;
        this.sla = sla;
        this.clock = clock;
    }

    /** What a kind of call makes of a provider's whole answer. */
    interface Form {
        /** @throws FailedException when the answer is not of the form that it must have */
        Formed read(UpstreamCall.Reply head, byte[] body) throws FailedException;
    }

    /**
     * An answer that was read.
     *
     * @param reply the answer for the caller, with its settlement
     */
    record Formed(ProviderResult.Answered result, Function<Map<String, Object>, HttpReply> reply) {}

    /** Answers of the provider's own form, whatever it is; what they cost is in the headers. */
    static final Form OPAQUE = (head, body) -> {
        JsonNode json = head.isJson() ? json(body) : MissingNode.getInstance();
        return new Formed(
                new ProviderResult.Answered(
                        ReceiptHeader.decode(head.header(ReceiptHeader.RECEIPT)),
                        json.path("usage").isObject() ? json.get("usage") : MissingNode.getInstance(),
                        json.path("id").asText("")),
                settlement -> passed(head, HttpReply.bytes(head.status(), head.contentType(), body))
                        .header(SETTLEMENT, PaymentHeaders.encode(Json.STRICT.valueToTree(settlement))));
    };

    private static JsonNode json(byte[] body) {
        try {
            return Json.STRICT.readTree(body);
        } catch (IOException e) {
            // What calls itself JSON and is none has no usage; the price then decides what that means.
            return MissingNode.getInstance();
        }
    }

    /** An answer with the headers of the provider's that pass. */
    private static HttpReply passed(UpstreamCall.Reply head, HttpReply reply) {
        HttpReply with = reply;
        for (Map.Entry<String, List<String>> header :
                ForwardedHeaders.toCaller(head.headers()).entrySet()) {
            if (!header.getKey().equals("content-type")) {
                with = with.header(header.getKey(), String.join(", ", header.getValue()));
            }
        }
        return with;
    }

    /** Carries out a paid call to its end; the answer may still be coming when this returns. */
    HttpReply paid(LockedCall call, UpstreamCall.Question question, Form form) {
        requests.at(call.payer(), call.id(), call.provider().name(), RequestLog.State.PROCESSING_REQUEST);
        Formed answer;
        try {
            UpstreamCall.Reply head = ask(call, question);
            if (!isSuccess(head)) {
                head.body().cancel();
                return failed(call, ProviderResult.Failed.status(head.status()));
            }
            if (head.isEventStream()) {
                EventRelay relay = EventRelay.start(head, sla, new StreamedAnswer(call, settlement, gate));
                return passed(head, HttpReply.stream(head.status(), head.contentType(), relay));
            }
            answer = form.read(head, head.readAll(MAX_ANSWER_BYTES));
        } catch (FailedException e) {
            return failed(call, ProviderResult.Failed.of(e));
        }
        CallOutcome outcome = settlement.finish(call, answer.result());
        if (outcome instanceof CallOutcome.Refunded refunded) {
            return problem(call, refunded);
        }
        ObjectNode response = gate.response(call, outcome);
        return answer.reply()
                .apply(outcome.settlement(call))
                .header(PaymentHeaders.RESPONSE, PaymentHeaders.encode(response));
    }

    /** Carries out a paid call of a tool; also its failures are answers of the tool. */
    HttpReply tool(LockedCall call, UpstreamCall.Question question, McpToolCall tool) {
        requests.at(call.payer(), call.id(), call.provider().name(), RequestLog.State.PROCESSING_REQUEST);
        try {
            UpstreamCall.Reply head = ask(call, question);
            if (!isSuccess(head)) {
                head.body().cancel();
                // A client whose session is over must learn so to begin a new one.
                return McpMessages.reply(
                        head.status() == 404 ? 404 : 200, tool.failed(ProviderResult.Failed.status(head.status())));
            }
            if (head.isEventStream()) {
                EventRelay relay = EventRelay.start(head, sla, tool);
                return passed(head, HttpReply.stream(head.status(), head.contentType(), relay));
            }
            return passed(head, McpMessages.reply(200, tool.answered(json(head.readAll(MAX_ANSWER_BYTES)))));
        } catch (FailedException e) {
            return McpMessages.reply(200, tool.failed(ProviderResult.Failed.of(e)));
        }
    }

    private UpstreamCall.Reply ask(LockedCall call, UpstreamCall.Question question) throws FailedException {
        Duration left = call.left(clock.instant()).minus(DEADLINE_MARGIN);
        if (!left.isPositive()) {
            throw new FailedException("no time is left before the deadline", true);
        }
        return asked(question, left);
    }

    private UpstreamCall.Reply asked(UpstreamCall.Question question, Duration limit) throws FailedException {
        long slaNanoTime = System.nanoTime() + sla.toNanos();
        UpstreamCall.Reply head = upstream.ask(question, sla, limit);
        return head.isEventStream() ? head : head.endingBy(slaNanoTime);
    }

    private static boolean isSuccess(UpstreamCall.Reply head) {
        return head.status() >= 200 && head.status() < 300;
    }

    private HttpReply failed(LockedCall call, ProviderResult.Failed failure) {
        CallOutcome outcome = settlement.finish(call, failure);
        if (outcome instanceof CallOutcome.Refunded refunded) {
            return problem(call, refunded);
        }
        throw new IllegalStateException("a failed call was not refunded: " + outcome);
    }

    private HttpReply problem(LockedCall call, CallOutcome.Refunded refunded) {
        return HttpReply.problem(CallOutcome.problem(call, refunded))
                .header(PaymentHeaders.RESPONSE, PaymentHeaders.encode(gate.response(call, refunded)));
    }

    /** Carries out a call that costs nothing, whose answer must be of a form. */
    HttpReply free(UpstreamCall.Question question, Form form) {
        try {
            UpstreamCall.Reply head = asked(question, FREE_CALL_LIMIT);
            if (!isSuccess(head)) {
                head.body().cancel();
                throw new FailedException("the provider answered HTTP " + head.status(), false);
            }
            if (head.isEventStream()) {
                return passed(head, streamed(head));
            }
            Formed answer = form.read(head, head.readAll(MAX_ANSWER_BYTES));
            return answer.reply().apply(Map.of("status", "FREE", "used", "0"));
        } catch (FailedException e) {
            return HttpReply.problem(unpaidFailure(e));
        }
    }

    private HttpReply streamed(UpstreamCall.Reply head) {
        return HttpReply.stream(head.status(), head.contentType(), EventRelay.start(head, sla, PASSED));
    }

    /** Carries out a call that costs nothing; the answer is the provider's, whatever its status. */
    HttpReply free(UpstreamCall.Question question) {
        try {
            UpstreamCall.Reply head = asked(question, FREE_CALL_LIMIT);
            if (head.isEventStream()) {
                return passed(head, streamed(head));
            }
            byte[] body = head.readAll(MAX_ANSWER_BYTES);
            return passed(head, HttpReply.bytes(head.status(), head.contentType(), body));
        } catch (FailedException e) {
            return HttpReply.problem(unpaidFailure(e));
        }
    }

    /** The problem when a provider fails on a call that nothing was paid for. */
    static Problem unpaidFailure(FailedException e) {
        return Problem.of(
                e.timedOut() ? 504 : 502,
                "PROVIDER_UNAVAILABLE",
                "The provider gave no answer",
                e.why() + "; nothing was paid");
    }

    private static final EventRelay.Handler PASSED = new EventRelay.Handler() {
        @Override
        public byte[] event(ServerSentEvents.Event event) {
            return event.raw();
        }

        @Override
        public byte @Nullable [] end(@Nullable FailedException failure) {
            return null;
        }
    };
}
