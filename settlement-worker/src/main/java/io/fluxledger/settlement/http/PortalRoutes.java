package io.fluxledger.settlement.http;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.access.Caller;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.settlement.plan.PayoutGate.ClaimMode;
import io.fluxledger.settlement.track.ClaimAnswer;
import io.fluxledger.settlement.track.ProviderWindow;
import io.fluxledger.settlement.track.SettlementState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a provider sees of itself, and its claims. The provider is the account of the key that it shows. */
public final class PortalRoutes {
    private static final int WINDOWS = 20;
    private static final int NOTIFICATIONS = 50;

    private static final String REALM = "portal";

    private final OnWorker worker;
    private final Callers callers;

    public PortalRoutes(OnWorker worker, Callers callers) {
        this.worker = worker;
        this.callers = callers;
    }

    private record Asking(Caller by, String provider, SettlementState state) {}

    private interface OfProvider {
        HttpReply handle(HttpCall call, Asking asking) throws InterruptedException;
    }

    public void addTo(HttpService http) {
        http.route("GET", "/v1/portal", own((call, asking) -> overview(asking)));
        http.route("GET", "/v1/portal/windows", own(this::windows));
        http.route("GET", "/v1/portal/claimables", own((call, asking) -> claimables(asking)));
        http.route("POST", "/v1/portal/claims", own(this::claim));
        http.route("PUT", "/v1/portal/claims", own(this::choose));
        http.route("GET", "/v1/portal/notifications", own((call, asking) -> notifications(asking)));
    }

    private HttpService.Handler own(OfProvider handler) {
        return call -> {
            Optional<HttpReply> refusal = callers.refusal(call, REALM);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            Optional<Caller> caller = callers.of(call);
            if (caller.isEmpty()) {
                return HttpReply.problem(Problem.of(
                                401,
                                "KEY_MISSING",
                                "A key is missing",
                                "send Authorization: Bearer and the provider's key"))
                        .header("WWW-Authenticate", "Bearer realm=\"" + REALM + "\"");
            }
            if (caller.get().role() != Role.PROVIDER || caller.get().account().isEmpty()) {
                throw PayoutOrders.refused(
                        403,
                        "ROLE_FORBIDDEN",
                        "Not a provider's key or token",
                        "it must be a provider's, with its account");
            }
            SettlementState state = worker.state();
            String provider = caller.get().account().get().toString().toLowerCase(Locale.ROOT);
            return handler.handle(call, new Asking(caller.get(), provider, state))
                    .header("Cache-Control", "no-store");
        };
    }

    private HttpReply overview(Asking asking) {
        return HttpReply.json(200, SettlementJson.provider(asking.state().portal(asking.provider())));
    }

    private HttpReply choose(HttpCall call, Asking asking) throws InterruptedException {
        ClaimMode mode = OrderFields.of(call, Set.of("claims")).choice("claims", ClaimMode.class);
        ClaimMode chosen = worker.ask(
                lead -> lead.desk().choose(asking.provider(), mode, asking.by().id()));
        return HttpReply.json(200, Map.of("claims", chosen.name().toLowerCase(Locale.ROOT)));
    }

    private HttpReply windows(HttpCall call, Asking asking) {
        List<ProviderWindow> found = asking.state().windowsOf(asking.provider(), before(call), WINDOWS + 1);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "windows",
                found.stream().limit(WINDOWS).map(SettlementJson::window).toList());
        if (found.size() > WINDOWS) {
            body.put("nextBefore", Long.toString(found.get(WINDOWS - 1).window().windowEndMs()));
        }
        return HttpReply.json(200, body);
    }

    private static long before(HttpCall call) {
        String before = call.query("before");
        if (before == null) {
            return Long.MAX_VALUE;
        }
        if (!before.matches("[0-9]{1,18}")) {
            throw OrderFields.problem("INVALID_FIELD", "before", "the end of a window, Unix milliseconds, is needed");
        }
        return Long.parseLong(before);
    }

    private HttpReply claimables(Asking asking) {
        List<Map<String, Object>> payouts = asking.state().openPayoutsOf(asking.provider()).stream()
                .map(SettlementJson::payout)
                .toList();
        return HttpReply.json(200, Map.of("payouts", payouts));
    }

    private HttpReply claim(HttpCall call, Asking asking) throws InterruptedException {
        OrderFields fields = OrderFields.of(call, Set.of("payoutId"));
        Optional<String> payoutId = fields.has("payoutId") ? Optional.of(fields.text("payoutId")) : Optional.empty();
        ClaimAnswer answer = worker.ask(lead ->
                lead.desk().claim(asking.provider(), payoutId, asking.by().id()));
        return switch (answer) {
            case ClaimAnswer.Claimed claimed -> HttpReply.json(202, Map.of("claimed", claimed.payoutIds()));
            case ClaimAnswer.IdentityMissing missing ->
                HttpReply.problem(Problem.of(
                                403,
                                "IDENTITY_NOT_APPROVED",
                                "Identity check missing",
                                "payouts leave when the identity check is approved")
                        .with(
                                "identity",
                                missing.identity() == null
                                        ? "unknown"
                                        : missing.identity().getStatus().name().toLowerCase(Locale.ROOT)));
            case ClaimAnswer.NotClaimable not ->
                HttpReply.problem(Problem.of(
                                409,
                                "PAYOUT_NOT_CLAIMABLE",
                                "Not there to be claimed",
                                "the payout is " + not.state().name().toLowerCase(Locale.ROOT))
                        .withField("payoutId"));
            case ClaimAnswer.Unknown _ ->
                HttpReply.problem(
                        Problem.of(404, "UNKNOWN_PAYOUT", "No such payout", "this provider has no payout with this id")
                                .withField("payoutId"));
        };
    }

    private HttpReply notifications(Asking asking) {
        List<Map<String, Object>> messages = asking.state()
                .outbox(box -> box.of(asking.provider(), NOTIFICATIONS).stream()
                        .map(SettlementJson::message)
                        .toList());
        return HttpReply.json(200, Map.of("notifications", messages));
    }
}
