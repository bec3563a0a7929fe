package io.fluxledger.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.intake.accept.AccountAccess;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.signatures.EthAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a payer did, latest first: its calls, for itself alone, and what is on chain anyway, its deposits and withdrawals. */
public final class HistoryRoutes {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    private final PayerHistory history;
    private final AccountAccess access;
    private final Callers callers;
    private final Clock clock;

    public HistoryRoutes(PayerHistory history, AccountAccess access, Callers callers, Clock clock) {
        this.history = history;
        this.access = access;
        this.callers = callers;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("GET", "/v1/accounts/{address}/intents", RetryAfter.around(this::intents))
                .route("GET", "/v1/accounts/{address}/transfers", RetryAfter.around(this::transfers));
    }

    private HttpReply intents(HttpCall call) {
        String payer = ViewRoutes.address(call.pathParameter("address"), "address");
        EthAddress account = EthAddress.parse(payer);
        if (!mayRead(call, account)) {
            access.require(account, call.header(AccountAccess.HEADER), clock.instant());
        }
        return page(call, payer, "intents", HistoryRoutes::intent);
    }

    /** Whether a key or token says so; without one the payer's signature must. */
    private boolean mayRead(HttpCall call, EthAddress account) {
        return callers.of(call)
                .filter(caller -> switch (caller.role()) {
                    case OPERATOR, AUDITOR -> true;
                    case PAYER -> caller.account().filter(account::equals).isPresent();
                    case PROVIDER, PRODUCER -> false;
                })
                .isPresent();
    }

    private HttpReply transfers(HttpCall call) {
        String payer = ViewRoutes.address(call.pathParameter("address"), "address");
        return page(call, payer, "transfers", HistoryRoutes::transfer);
    }

    private HttpReply page(HttpCall call, String payer, String list, Function<JsonNode, Map<String, Object>> item) {
        JsonNode page = history.page(list, payer, limit(call.query("limit")), call.query("cursor"));
        List<Map<String, Object>> items = new ArrayList<>();
        page.path("items").forEach(row -> items.add(item.apply(row)));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payer", payer);
        body.put(list, items);
        if (page.has("nextCursor")) {
            body.put("nextCursor", page.path("nextCursor").asText());
        }
        body.put("asOfMs", page.path("asOf").path("clockMs").asLong());
        return HttpReply.json(200, body);
    }

    private static Map<String, Object> intent(JsonNode row) {
        Map<String, Object> body = new LinkedHashMap<>();
        copy(row, body, "intentId", "provider", "status", "funding", "payoutMode", "payoutChainId", "maxAmount");
        copy(row, body, "used");
        if (row.has("closedStatus")) {
            copy(row, body, "captured", "refunded");
            copyAs(row, body, "closedReason", "reason");
        }
        copy(row, body, "inputTokens", "outputTokens", "deadlineMs");
        copyAs(row, body, "openedClockMs", "openedMs");
        copyAs(row, body, "closedClockMs", "closedMs");
        return body;
    }

    private static Map<String, Object> transfer(JsonNode row) {
        Map<String, Object> body = new LinkedHashMap<>();
        copyAs(row, body, "transferId", "id");
        copy(row, body, "kind", "chainId", "status", "amount", "transactionHash", "reason", "atMs");
        return body;
    }

    private static void copy(JsonNode row, Map<String, Object> body, String... names) {
        for (String name : names) {
            copyAs(row, body, name, name);
        }
    }

    private static void copyAs(JsonNode row, Map<String, Object> body, String name, String as) {
        if (row.hasNonNull(name)) {
            body.put(as, row.get(name));
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ProblemException(Problem.of(
                            400,
                            "NUMBER_OUT_OF_RANGE",
                            "A number is outside of its range",
                            "limit must be a whole number from 1 to " + MAX_LIMIT)
                    .withField("limit"));
        }
        return limit;
    }
}
