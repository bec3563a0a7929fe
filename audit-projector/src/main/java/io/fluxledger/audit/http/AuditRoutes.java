package io.fluxledger.audit.http;

import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.AuditQueries.PageRequest;
import io.fluxledger.audit.read.InvalidCursorException;
import io.fluxledger.rules.Address;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The read API under {@code /v1/audit}. */
public final class AuditRoutes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;

    private final AuditQueries queries;

    public AuditRoutes(AuditQueries queries) {
        this.queries = queries;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        route(http, "accounts/{address}", this::account);
        route(http, "intents/{id}", this::intent);
        route(http, "intents", call -> ok(queries.intents(address(call, "payer"), page(call))));
        route(http, "transfers", call -> ok(queries.transfers(address(call, "payer"), page(call))));
        route(http, "journal", call -> ok(queries.journal(address(call, "account"), page(call))));
        route(http, "rejections", this::rejections);
        route(http, "payouts", this::payouts);
        route(http, "windows", this::windows);
        route(http, "batches/{id}", this::batch);
        route(http, "transactions", this::transactions);
        route(http, "trial-balance", _ -> ok(queries.trialBalance()));
        route(http, "status", _ -> ok(queries.status()));
    }

    private HttpReply account(HttpCall call) {
        String address = canonical(call.pathParameter("address"), "address");
        return found(queries.account(address), "UNKNOWN_ACCOUNT", address + " is in no journal line");
    }

    private HttpReply intent(HttpCall call) {
        String intentId = call.pathParameter("id");
        String payer = address(call, "payer");
        if (payer == null) {
            List<String> payers = queries.payersOf(intentId);
            if (payers.size() > 1) {
                throw new ProblemException(Problem.of(
                                400,
                                "PAYER_REQUIRED",
                                "Several payers have this intent id",
                                "ids are unique for a payer only; name the payer")
                        .withField("payer"));
            }
            payer = payers.isEmpty() ? "" : payers.getFirst();
        }
        return found(queries.intent(payer, intentId), "UNKNOWN_INTENT", "there is no intent " + intentId);
    }

    private HttpReply rejections(HttpCall call) {
        return ok(queries.rejections(address(call, "account"), call.query("reason"), page(call)));
    }

    private HttpReply payouts(HttpCall call) {
        return ok(queries.payouts(address(call, "provider"), number(call, "windowEndMs"), page(call)));
    }

    private HttpReply windows(HttpCall call) {
        return ok(queries.windows(address(call, "provider"), number(call, "windowEndMs"), page(call)));
    }

    private HttpReply batch(HttpCall call) {
        String batchId = call.pathParameter("id");
        return found(queries.batch(batchId), "UNKNOWN_BATCH", "there is no batch " + batchId);
    }

    private HttpReply transactions(HttpCall call) {
        return ok(queries.transactions(call.query("subject"), address(call, "account"), page(call)));
    }

    private static HttpReply ok(Map<String, Object> body) {
        return HttpReply.json(200, body);
    }

    private static HttpReply found(Optional<Map<String, Object>> answer, String code, String detail) {
        return answer.map(AuditRoutes::ok).orElseGet(() -> HttpReply.problem(Problem.of(404, code, "Unknown", detail)));
    }

    private static PageRequest page(HttpCall call) {
        Long limit = number(call, "limit");
        if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
            throw invalid("limit", "limit is a whole number from 1 to " + MAX_LIMIT);
        }
        return new PageRequest(call.query("cursor"), limit == null ? DEFAULT_LIMIT : limit.intValue());
    }

    private static @Nullable Long number(HttpCall call, String name) {
        String text = call.query(name);
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw invalid(name, name + " is a whole number");
        }
    }

    private static @Nullable String address(HttpCall call, String name) {
        String text = call.query(name);
        return text == null ? null : canonical(text, name);
    }

    private static String canonical(String text, String field) {
        try {
            return Address.parse(text.toLowerCase(Locale.ROOT)).toString();
        } catch (IllegalArgumentException e) {
            throw invalid(field, "an address is 0x and 40 hex digits");
        }
    }

    private static ProblemException invalid(String field, String detail) {
        return new ProblemException(Problem.of(400, "INVALID_PARAMETER", "Invalid parameter", detail)
                .withField(field));
    }

    private static void route(HttpService http, String path, HttpService.Handler handler) {
        http.route("GET", "/v1/audit/" + path, call -> {
            try {
                return handler.handle(call);
            } catch (InvalidCursorException e) {
                throw invalid("cursor", String.valueOf(e.getMessage()));
            }
        });
    }
}
