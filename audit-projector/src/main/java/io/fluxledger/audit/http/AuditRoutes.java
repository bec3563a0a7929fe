package io.fluxledger.audit.http;

import static io.fluxledger.audit.http.Parameters.address;
import static io.fluxledger.audit.http.Parameters.canonical;
import static io.fluxledger.audit.http.Parameters.invalid;
import static io.fluxledger.audit.http.Parameters.number;
import static io.fluxledger.audit.http.Parameters.small;
import static io.fluxledger.audit.http.Parameters.time;
import static io.fluxledger.audit.http.Parameters.upper;

import io.fluxledger.audit.access.Narrowed;
import io.fluxledger.audit.access.ReadAccess;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.AuditQueries.Section;
import io.fluxledger.audit.read.Filters;
import io.fluxledger.audit.read.InvalidCursorException;
import io.fluxledger.audit.read.InvalidMomentException;
import io.fluxledger.audit.read.Moment;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The read API under {@code /v1/audit}; {@code openapi.json} describes it. */
public final class AuditRoutes {
    private static final int MAX_QUERY = 200;

    private final AuditQueries queries;
    private final ReadAccess access;

    public AuditRoutes(AuditQueries queries, ReadAccess access) {
        this.queries = queries;
        this.access = access;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        route(http, "accounts/{address}", this::account);
        route(http, "intents/{id}", this::intent);
        route(http, "providers/{address}", this::provider);
        route(http, "journal/{topic}/{partition}/{offset}", this::line);
        route(
                http,
                "batches/{id}",
                call -> found(queries.batch(id(call)), "UNKNOWN_BATCH", "there is no batch " + id(call)));
        route(
                http,
                "transactions/{id}",
                call -> found(
                        queries.transaction(id(call)), "UNKNOWN_COMMAND", "there is no chain command " + id(call)));
        addLists(http);
        route(http, "trial-balance", this::trialBalance);
        route(http, "coverage", call -> ok(seen(call, queries.coverage(), Narrowed::coverage)));
        route(http, "search", this::search);
        route(http, "status", _ -> ok(queries.status()));
    }

    private void addLists(HttpService http) {
        list(
                http,
                "accounts",
                Section.ACCOUNTS,
                (call, by) -> by.is("account_type", upper(call, "type"))
                        .is("chain_id", number(call, "chainId"))
                        .is("address", address(call, "address")));
        list(
                http,
                "statements",
                Section.STATEMENTS,
                (call, by) -> until(
                        call,
                        "clock_ms",
                        by.is("owner", address(call, "account"))
                                .is("account_type", upper(call, "type"))
                                .is("chain_id", number(call, "chainId"))));
        list(
                http,
                "journal",
                Section.JOURNAL,
                (call, by) -> until(
                        call,
                        "clock_ms",
                        by.is("account", address(call, "account"))
                                .is("outcome", upper(call, "outcome"))
                                .answering(call.query("inputType"))
                                .is("topic", call.query("topic"))
                                .is("partition", small(call, "partition"))));
        list(
                http,
                "rejections",
                Section.REJECTIONS,
                (call, by) -> until(
                        call,
                        "clock_ms",
                        by.is("account", address(call, "account")).is("reason", upper(call, "reason"))));
        list(
                http,
                "intents",
                Section.INTENTS,
                (call, by) -> between(
                        call,
                        "opened_clock_ms",
                        by.is("payer", address(call, "payer"))
                                .is("provider", address(call, "provider"))
                                .is("status", upper(call, "status"))
                                .is("funding", upper(call, "funding"))));
        list(
                http,
                "transfers",
                Section.TRANSFERS,
                (call, by) -> between(
                        call,
                        "at_ms",
                        by.is("payer", address(call, "payer"))
                                .is("kind", upper(call, "kind"))
                                .is("status", upper(call, "status"))
                                .is("chain_id", number(call, "chainId"))));
        list(
                http,
                "charges",
                Section.CHARGES,
                (call, by) -> until(
                        call,
                        "clock_ms",
                        by.is("provider", address(call, "provider")).is("payer", address(call, "payer"))));
        list(http, "providers", Section.PROVIDERS, (_, by) -> by);
        addPayoutLists(http);
        list(
                http,
                "discrepancies",
                Section.DISCREPANCIES,
                (call, by) -> between(
                        call,
                        "clock_ms",
                        by.is("kind", upper(call, "kind"))
                                .is("account", address(call, "account"))
                                .is("chain_id", number(call, "chainId"))));
    }

    private void addPayoutLists(HttpService http) {
        list(
                http,
                "windows",
                Section.WINDOWS,
                (call, by) -> until(
                        call,
                        "clock_ms",
                        by.is("provider", address(call, "provider")).is("window_end_ms", number(call, "windowEndMs"))));
        list(
                http,
                "batches",
                Section.BATCHES,
                (call, by) -> by.is("status", upper(call, "status")).is("window_end_ms", number(call, "windowEndMs")));
        list(
                http,
                "payouts",
                Section.PAYOUTS,
                (call, by) -> by.is("provider", address(call, "provider"))
                        .is("window_end_ms", number(call, "windowEndMs"))
                        .is("batch_id", call.query("batch"))
                        .is("status", upper(call, "status"))
                        .is("chain_id", number(call, "chainId")));
        list(
                http,
                "private-payouts",
                Section.PRIVATE_PAYOUTS,
                (call, by) -> by.is("batch_id", call.query("batch"))
                        .is("provider", address(call, "provider"))
                        .is("verdict", upper(call, "verdict")));
        list(
                http,
                "transactions",
                Section.TRANSACTIONS,
                (call, by) -> between(
                        call,
                        "updated_at_ms",
                        by.is("subject_id", call.query("subject"))
                                .is("account", address(call, "account"))
                                .is("state", upper(call, "state"))
                                .is("kind", upper(call, "kind"))
                                .is("chain_id", number(call, "chainId"))));
        list(
                http,
                "confirmations",
                Section.CONFIRMATIONS,
                (call, by) -> until(
                        call,
                        "clock_ms",
                        by.is("subject_id", call.query("subject"))
                                .is("account", address(call, "account"))
                                .is("command_id", call.query("command"))
                                .is("chain_id", number(call, "chainId"))));
        list(http, "moves", Section.MOVES, (call, by) -> by.is("status", upper(call, "status")));
    }

    private HttpReply account(HttpCall call) {
        String address = canonical(call.pathParameter("address"), "address");
        return found(
                queries.account(address, asOf(call))
                        .map(answer -> seen(call, answer, all -> Narrowed.account(all, address))),
                "UNKNOWN_ACCOUNT",
                address + " is in no journal line");
    }

    private HttpReply provider(HttpCall call) {
        String address = canonical(call.pathParameter("address"), "address");
        return found(queries.provider(address), "UNKNOWN_PROVIDER", address + " is no provider that was charged for");
    }

    private HttpReply intent(HttpCall call) {
        String intentId = id(call);
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
        return found(
                queries.intent(payer, intentId, asOf(call)).map(answer -> seen(call, answer, Narrowed::intent)),
                "UNKNOWN_INTENT",
                "there is no intent " + intentId);
    }

    /** The past of a sum tells, line by line, what moved. */
    private HttpReply trialBalance(HttpCall call) {
        if (call.query("as_of") != null) {
            access.requireAll(call);
        }
        return ok(seen(call, queries.trialBalance(asOf(call)), Narrowed::trialBalance));
    }

    /** The answer, or what is left of it for who asks. */
    private Map<String, Object> seen(
            HttpCall call, Map<String, Object> answer, UnaryOperator<Map<String, Object>> narrowed) {
        return access.seesAll(call) ? answer : narrowed.apply(answer);
    }

    private HttpReply line(HttpCall call) {
        String topic = call.pathParameter("topic");
        if (!topic.equals(Narrowed.JOURNAL)) {
            access.requireAll(call);
        }
        long partition = number(call.pathParameter("partition"), "partition");
        long offset = number(call.pathParameter("offset"), "offset");
        return found(
                queries.line(topic, Math.toIntExact(Math.clamp(partition, -1, Integer.MAX_VALUE)), offset),
                "UNKNOWN_LINE",
                "there is no line at %s-%d offset %d".formatted(topic, partition, offset));
    }

    private HttpReply search(HttpCall call) {
        String query = call.query("q");
        if (query == null || query.isBlank() || query.length() > MAX_QUERY) {
            throw invalid("q", "q is an id of 1 to " + MAX_QUERY + " characters");
        }
        return ok(queries.search(query));
    }

    private Moment asOf(HttpCall call) {
        String text = call.query("as_of");
        return text == null ? Moment.LATEST : queries.moment(text);
    }

    /** A list of what has happened once and for all: {@code as_of} leaves out what came later. */
    private Filters until(HttpCall call, String clock, Filters by) {
        return between(call, clock, by.until(clock, asOf(call)));
    }

    private static Filters between(HttpCall call, String clock, Filters by) {
        return by.atLeast(clock, time(call, "from")).before(clock, time(call, "to"));
    }

    private void list(HttpService http, String path, Section section, BiFunction<HttpCall, Filters, Filters> filters) {
        route(http, path, call -> {
            Filters by = filters.apply(call, new Filters());
            if (!access.seesAll(call)) {
                by = narrowed(call, section, by);
            }
            return ok(queries.list(section, by, Parameters.page(call)));
        });
    }

    /** All calls of a provider add up to what it is paid. */
    private static Filters narrowed(HttpCall call, Section section, Filters by) {
        if (section == Section.INTENTS && call.query("payer") == null) {
            throw new ProblemException(Problem.of(
                            400,
                            "PAYER_REQUIRED",
                            "Without a key, the calls of one payer are listed",
                            "name the payer, or send the key of an auditor")
                    .withField("payer"));
        }
        return Narrowed.filters(section, by);
    }

    private static String id(HttpCall call) {
        return call.pathParameter("id");
    }

    private static HttpReply ok(Map<String, Object> body) {
        return HttpReply.json(200, body);
    }

    private static HttpReply found(Optional<Map<String, Object>> answer, String code, @Nullable String detail) {
        return answer.map(AuditRoutes::ok)
                .orElseGet(() -> HttpReply.problem(Problem.of(404, code, "Unknown", String.valueOf(detail))));
    }

    /** Adds a route of the read API. */
    static void route(HttpService http, String path, HttpService.Handler handler) {
        Declared declared = Declared.of("/v1/audit/" + path);
        http.route("GET", "/v1/audit/" + path, call -> {
            declared.check(call);
            try {
                return handler.handle(call);
            } catch (InvalidCursorException e) {
                throw invalid("cursor", String.valueOf(e.getMessage()));
            } catch (InvalidMomentException e) {
                throw invalid("as_of", String.valueOf(e.getMessage()));
            }
        });
    }
}
