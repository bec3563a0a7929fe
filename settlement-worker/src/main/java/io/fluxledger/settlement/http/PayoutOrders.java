package io.fluxledger.settlement.http;

import io.fluxledger.events.Address20;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.KycSource;
import io.fluxledger.events.KycStatus;
import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.events.PayoutDecisionKind;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.runtime.access.Caller;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.OperatorKey;
import io.fluxledger.settlement.notify.Message;
import io.fluxledger.settlement.track.DecisionAnswer;
import io.fluxledger.settlement.track.IdentityAnswer;
import io.fluxledger.settlement.track.ReplayAnswer;
import io.fluxledger.settlement.track.SettlementState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What only the operator may do: payouts that are held, identity checks by hand, messages that did not arrive. */
public final class PayoutOrders {
    private static final int LIMIT = 200;

    private final OnWorker worker;
    private final Callers callers;
    private final Clock clock;

    public PayoutOrders(OnWorker worker, Callers callers, Clock clock) {
        this.worker = worker;
        this.callers = callers;
        this.clock = clock;
    }

    public void addTo(HttpService http, OperatorKey operator) {
        http.route("GET", "/v1/operator/payouts/held", operator.guard(call -> held()));
        http.route("POST", "/v1/operator/payouts/{id}/decisions", operator.guard(this::decide));
        http.route("GET", "/v1/operator/providers/{address}", operator.guard(this::provider));
        http.route("POST", "/v1/operator/providers/{address}/identity", operator.guard(this::identity));
        http.route("GET", "/v1/operator/notifications", operator.guard(this::notifications));
        http.route("POST", "/v1/operator/notifications/{id}/replays", operator.guard(this::replay));
    }

    private HttpReply held() {
        List<Map<String, Object>> payouts =
                worker.state().held(LIMIT).stream().map(SettlementJson::payout).toList();
        return HttpReply.json(200, Map.of("payouts", payouts));
    }

    private HttpReply decide(HttpCall call) throws InterruptedException {
        OrderFields order = OrderFields.of(call, Set.of("id", "decision", "amount", "reason"));
        UUID id = order.uuid("id");
        PayoutDecisionKind kind = order.choice("decision", PayoutDecisionKind.class);
        if (kind != PayoutDecisionKind.ADJUST && order.has("amount")) {
            throw OrderFields.problem("INVALID_FIELD", "amount", "only an adjustment has an amount");
        }
        long amountMicros = kind == PayoutDecisionKind.ADJUST ? order.micros("amount") : 0;
        String reason = order.text("reason");
        String payoutId = call.pathParameter("id");
        String by = keyId(call);
        DecisionAnswer answer = worker.ask(lead -> lead.desk().decide(id, payoutId, kind, amountMicros, reason, by));
        return switch (answer) {
            case DecisionAnswer.Taken taken ->
                HttpReply.json(200, Map.of("outcome", taken.repeated() ? "already_applied" : "accepted"));
            case DecisionAnswer.OtherContent _ ->
                problem(409, "DECISION_WITH_DIFFERENT_CONTENT", "Id used", "the id was used for another decision");
            case DecisionAnswer.TooLate late ->
                problem(
                        409,
                        "PAYOUT_NOT_OPEN",
                        "Too late",
                        "the payout is " + late.state().name().toLowerCase(Locale.ROOT));
            case DecisionAnswer.BadAmount bad ->
                throw OrderFields.problem(
                        "INVALID_FIELD",
                        "amount",
                        "must be from 0.000001 to what was planned, " + SettlementJson.micros(bad.plannedMicros()));
            case DecisionAnswer.PaidLater _ ->
                problem(
                        409,
                        "PAID_BY_LATER_WINDOW",
                        "Paid by a later window",
                        "what the last decision left is in a later window's payout");
            case DecisionAnswer.NobodyToAsk _ ->
                problem(409, "NO_USAGE_ENDPOINT", "Nobody to ask", "the provider has no usage endpoint");
            case DecisionAnswer.Unknown _ ->
                problem(404, "UNKNOWN_PAYOUT", "No such payout", "there is no payout with this id");
        };
    }

    private HttpReply provider(HttpCall call) {
        return worker.state()
                .provider(call.pathParameter("address").toLowerCase(Locale.ROOT))
                .map(view -> HttpReply.json(200, SettlementJson.provider(view)))
                .orElseGet(
                        () -> problem(404, "UNKNOWN_PROVIDER", "No such provider", "the log has nothing of this one"));
    }

    private HttpReply identity(HttpCall call) throws InterruptedException {
        OrderFields order = OrderFields.of(call, Set.of("id", "status", "reason"));
        UUID id = order.uuid("id");
        KycStatus status = order.choice("status", KycStatus.class);
        String reason = order.text("reason");
        String provider = call.pathParameter("address");
        if (!provider.matches("0x[0-9a-fA-F]{40}")) {
            throw OrderFields.problem("INVALID_FIELD", "address", "an address is needed");
        }
        KycStatusChanged said = new KycStatusChanged(
                address(provider),
                status,
                KycSource.OPERATOR,
                id.toString(),
                hash(provider.toLowerCase(Locale.ROOT) + " " + status),
                clock.millis(),
                reason,
                clock.millis());
        return identityReply(worker.ask(lead -> lead.desk().identity(said)));
    }

    static HttpReply identityReply(IdentityAnswer answer) {
        return switch (answer) {
            case TAKEN -> HttpReply.json(200, Map.of("outcome", "accepted"));
            case REPEATED -> HttpReply.json(200, Map.of("outcome", "already_applied"));
            case SUPERSEDED -> HttpReply.json(200, Map.of("outcome", "superseded"));
            case OTHER_CONTENT ->
                problem(409, "MESSAGE_WITH_DIFFERENT_CONTENT", "Id used", "the id was used for another message");
        };
    }

    private HttpReply notifications(HttpCall call) {
        SettlementState state = worker.state();
        String wanted = call.query("state");
        Message.State of = Arrays.stream(Message.State.values())
                .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(wanted == null ? "dead" : wanted))
                .findFirst()
                .orElseThrow(() -> OrderFields.problem("INVALID_FIELD", "state", "waiting, delivered or dead"));
        List<Map<String, Object>> messages = state.outbox(
                box -> box.in(of, LIMIT).stream().map(SettlementJson::message).toList());
        return HttpReply.json(200, Map.of("notifications", messages));
    }

    private HttpReply replay(HttpCall call) throws InterruptedException {
        UUID id = OrderFields.of(call, Set.of("id")).uuid("id");
        String messageId = call.pathParameter("id");
        String by = keyId(call);
        ReplayAnswer answer = worker.ask(lead -> lead.desk().replay(id, messageId, by));
        return switch (answer) {
            case TAKEN -> HttpReply.json(202, Map.of("outcome", "accepted"));
            case REPEATED -> HttpReply.json(200, Map.of("outcome", "already_applied"));
            case WAITING -> HttpReply.json(200, Map.of("outcome", "waiting"));
            case UNKNOWN ->
                problem(404, "UNKNOWN_NOTIFICATION", "No such notification", "there is no notification with this id");
        };
    }

    private String keyId(HttpCall call) {
        return callers.of(call).map(Caller::id).orElse("operator");
    }

    static Address20 address(String text) {
        return new Address20(HexFormat.of().parseHex(text, 2, text.length()));
    }

    static Hash32 hash(String text) {
        try {
            return new Hash32(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static HttpReply problem(int status, String code, String title, String detail) {
        return HttpReply.problem(Problem.of(status, code, title, detail));
    }

    /** Ends a request that is not let through. */
    static ProblemException refused(int status, String code, String title, String detail) {
        return new ProblemException(Problem.of(status, code, title, detail));
    }
}
