package io.fluxledger.relayer;

import io.fluxledger.relayer.publish.RouteRunner;
import io.fluxledger.relayer.route.DrawPlan;
import io.fluxledger.relayer.route.Leg;
import io.fluxledger.relayer.route.Network;
import io.fluxledger.relayer.route.Outlook;
import io.fluxledger.relayer.route.QuoteSource;
import io.fluxledger.relayer.route.Quotes;
import io.fluxledger.relayer.route.Route;
import io.fluxledger.relayer.route.RouteAnswer;
import io.fluxledger.relayer.route.RouteLeg;
import io.fluxledger.relayer.route.RouteRequest;
import io.fluxledger.relayer.route.Router;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** HTTP of the routes: what a way would cost, how far a payout is, how the bridges are. Amounts are decimal USDC. */
final class RouteRoutes {
    private static final int MICRO_DIGITS = 6;
    private static final int NANO_DIGITS = 9;
    private static final BigDecimal MAX_USDC = BigDecimal.valueOf(1_000_000_000L);
    private static final int MAX_CHAINS = 32;

    private final Router router;
    private final QuoteSource quotes;
    private final RouteRunner runner;
    private final Clock clock;

    RouteRoutes(Router router, QuoteSource quotes, RouteRunner runner, Clock clock) {
        this.router = router;
        this.quotes = quotes;
        this.runner = runner;
        this.clock = clock;
    }

    void add(HttpService http) {
        http.route("GET", "/v1/routes/quote", this::quote);
        http.route("GET", "/v1/routes/draws", this::draws);
        http.route("GET", "/v1/routes/{payoutId}", this::find);
        http.route("GET", "/v1/bridges", call -> bridges());
    }

    private HttpReply quote(HttpCall call) {
        long from = chain(call, "from");
        long to = chain(call, "to");
        long micros = amount(call, MICRO_DIGITS);
        Outlook outlook = outlook();
        RouteAnswer answer = router.route(RouteRequest.of(from, to, micros), outlook.quotes(), outlook.health());
        return switch (answer) {
            case RouteAnswer.Routed routed -> {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("from", from);
                body.put("to", to);
                body.put("amount", usdc(micros));
                body.put("cost", usdc(routed.costMicros()));
                // What the one who pays bears: bridges. Gas is the platform's.
                body.put("fees", usdc(routed.feesMicros()));
                body.put("gas", usdc(routed.gasMicros()));
                body.put("seconds", routed.seconds());
                body.put("legs", routed.legs().stream().map(this::leg).toList());
                body.put("rejected", routed.rejected());
                yield HttpReply.json(200, body);
            }
            case RouteAnswer.NoRoute none ->
                throw new ProblemException(Problem.of(503, "NO_ROUTE", "No route", String.join("; ", none.reasons())));
        };
    }

    private HttpReply draws(HttpCall call) {
        long to = chain(call, "to");
        long nanos = amount(call, NANO_DIGITS);
        Map<Long, Long> available = new TreeMap<>();
        String[] parts = required(call, "available").split(",", -1);
        if (parts.length > MAX_CHAINS) {
            throw invalid("available", "names at most " + MAX_CHAINS + " chains");
        }
        for (String part : parts) {
            int colon = part.indexOf(':');
            if (colon < 0) {
                throw invalid("available", "is a list of chain:amount, not \"" + part + "\"");
            }
            available.put(
                    number("available", part.substring(0, colon)),
                    units("available", part.substring(colon + 1), NANO_DIGITS));
        }
        Outlook outlook = outlook();
        Optional<DrawPlan.Plan> plan =
                new DrawPlan(router).plan(available, nanos, to, outlook.quotes(), outlook.health());
        if (plan.isEmpty()) {
            throw new ProblemException(Problem.of(
                    409, "INSUFFICIENT_CREDITS", "Not enough", "what can be brought there does not suffice"));
        }
        List<Map<String, Object>> draws = plan.get().draws().stream()
                .<Map<String, Object>>map(draw -> Map.of(
                        "chainId",
                        draw.chainId(),
                        "amount",
                        BigDecimal.valueOf(draw.amountNanos(), NANO_DIGITS)
                                .stripTrailingZeros()
                                .toPlainString()))
                .toList();
        return HttpReply.json(
                200, Map.of("draws", draws, "cost", usdc(plan.get().costMicros())));
    }

    private HttpReply find(HttpCall call) {
        if (!runner.isActive()) {
            throw new ProblemException(Problem.of(
                    503, "NOT_ACTIVE", "Not active", "another relayer runs the routes, or this one is starting"));
        }
        String payoutId = call.pathParameter("payoutId");
        Route route = runner.find(payoutId)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        404, "UNKNOWN_ROUTE", "No such route", "no route of a payout \"" + payoutId + "\" is known")));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payoutId", route.payoutId());
        body.put("provider", route.payout().provider());
        body.put("status", route.status().name());
        body.put("amount", usdc(route.payout().amountMicros()));
        body.put("wantedChainId", route.payout().chainId());
        body.put("chainId", route.chainId());
        body.put("cost", usdc(route.costMicros()));
        body.put("seconds", route.seconds());
        body.put("considered", route.considered());
        if (route.isHeld()) {
            body.put("heldSinceMs", route.heldSinceMs());
        }
        String reason = route.reason();
        if (reason != null) {
            body.put("reason", reason);
        }
        List<Map<String, Object>> legs = new ArrayList<>();
        for (RouteLeg leg : route.legs()) {
            Map<String, Object> shown = new LinkedHashMap<>(leg(leg.leg()));
            shown.put("status", leg.status().name());
            putIfKnown(shown, "transactionHash", leg.transactionHash());
            putIfKnown(shown, "arrivalHash", leg.arrivalHash());
            putIfKnown(shown, "reason", leg.reason());
            BigInteger tokenOut = leg.tokenOut();
            putIfKnown(shown, "tokenOut", tokenOut == null ? null : tokenOut.toString());
            legs.add(shown);
        }
        body.put("legs", legs);
        return HttpReply.json(200, body);
    }

    private HttpReply bridges() {
        Outlook outlook = outlook();
        List<Map<String, Object>> bridges = new ArrayList<>();
        for (Network.Bridge bridge : router.network().bridges()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("name", bridge.name());
            shown.put("fromChainId", bridge.fromChainId());
            shown.put("toChainId", bridge.toChainId());
            Optional<Quotes.BridgeQuote> quote = outlook.quotes().bridge(bridge);
            Optional<String> down = outlook.health().down(bridge);
            shown.put("up", down.isEmpty() && quote.isPresent());
            down.ifPresent(why -> shown.put("reason", why));
            quote.ifPresent(q -> {
                shown.put("flatFee", usdc(q.flatMicros()));
                shown.put("feeBps", q.feeBps());
                shown.put("seconds", q.seconds());
                shown.put("liquidity", usdc(q.availableMicros()));
            });
            bridges.add(shown);
        }
        Map<Long, String> held = new TreeMap<>();
        runner.holds().forEach((chainId, hold) -> held.put(chainId, hold.getReason()));
        return HttpReply.json(200, Map.of("bridges", bridges, "held", held));
    }

    private Map<String, Object> leg(Leg leg) {
        Map<String, Object> shown = new LinkedHashMap<>();
        switch (leg) {
            case Leg.Move move -> {
                shown.put("kind", "MOVE");
                shown.put("bridge", move.bridge().name());
                shown.put("fromChainId", move.bridge().fromChainId());
                shown.put("toChainId", move.bridge().toChainId());
                shown.put("sent", usdc(move.sentMicros()));
                shown.put("fee", usdc(move.feeMicros()));
            }
            case Leg.Pay pay -> {
                shown.put("kind", "PAY");
                shown.put("chainId", pay.chainId());
                shown.put("amount", usdc(pay.amountMicros()));
            }
            case Leg.SwapPay swap -> {
                shown.put("kind", "SWAP_PAY");
                shown.put("chainId", swap.chainId());
                shown.put("amount", usdc(swap.amountMicros()));
                shown.put("token", swap.pool().token());
                shown.put("leastOut", swap.leastOut().toString());
            }
        }
        return shown;
    }

    private Outlook outlook() {
        if (!quotes.isComplete()) {
            throw new ProblemException(
                    Problem.of(503, "NO_QUOTES", "No quotes yet", "not every chain has been asked yet"));
        }
        return quotes.look(clock.millis());
    }

    private static void putIfKnown(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private long chain(HttpCall call, String name) {
        long chainId = number(name, required(call, name));
        if (router.network().chain(chainId).isEmpty()) {
            throw invalid(name, "is none of the chains: " + chainId);
        }
        return chainId;
    }

    private static long amount(HttpCall call, int digits) {
        long units = units("amount", required(call, "amount"), digits);
        if (units <= 0) {
            throw invalid("amount", "must be more than nothing");
        }
        return units;
    }

    private static String required(HttpCall call, String name) {
        String value = call.query(name);
        if (value == null) {
            throw invalid(name, "is missing");
        }
        return value;
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw invalid(name, "is no number: \"" + value + "\"");
        }
    }

    /** Rounded up to whole units: what is asked for must be enough. */
    private static long units(String name, String value, int digits) {
        try {
            BigDecimal usdc = new BigDecimal(value);
            if (usdc.signum() < 0 || usdc.compareTo(MAX_USDC) > 0 || usdc.scale() > NANO_DIGITS) {
                throw invalid(name, "must be from 0 to " + MAX_USDC + " USDC with at most 9 decimals");
            }
            return usdc.setScale(digits, RoundingMode.CEILING)
                    .movePointRight(digits)
                    .longValueExact();
        } catch (NumberFormatException e) {
            throw invalid(name, "is no decimal number: \"" + value + "\"");
        }
    }

    private static ProblemException invalid(String field, String what) {
        return new ProblemException(Problem.of(400, "INVALID_FIELD", "Invalid " + field, field + " " + what)
                .withField(field));
    }

    private static String usdc(long micros) {
        return BigDecimal.valueOf(micros, MICRO_DIGITS).stripTrailingZeros().toPlainString();
    }
}
