package io.fluxledger.audit.http;

import static io.fluxledger.audit.http.Parameters.address;
import static io.fluxledger.audit.http.Parameters.invalid;
import static io.fluxledger.audit.http.Parameters.number;

import io.fluxledger.audit.access.Narrowed;
import io.fluxledger.audit.access.ReadAccess;
import io.fluxledger.audit.prove.LineNotReadException;
import io.fluxledger.audit.prove.NotInABatchException;
import io.fluxledger.audit.prove.ProjectionDiffersException;
import io.fluxledger.audit.prove.ProofQueries;
import io.fluxledger.audit.prove.ProofQueries.Entry;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.AuditQueries.Section;
import io.fluxledger.audit.read.Filters;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Proofs: of lines, of batches following one another, of what is owed. */
public final class ProofRoutes {
    private static final Pattern PLACE = Pattern.compile("([a-z]+\\.journal\\.v[0-9]+):([0-9]{1,9}):([0-9]{1,18})");
    private static final Pattern INPUT =
            Pattern.compile("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");

    private static final int MOST_AT_A_TIME = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Turns turns = new Turns(MOST_AT_A_TIME, PATIENCE);
    private final ProofQueries proofs;
    private final AuditQueries queries;
    private final ReadAccess access;

    public ProofRoutes(ProofQueries proofs, AuditQueries queries, ReadAccess access) {
        this.proofs = proofs;
        this.queries = queries;
        this.access = access;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        route(
                http,
                "anchors",
                call -> HttpReply.json(200, queries.list(Section.ANCHORS, new Filters(), Parameters.page(call))));
        route(
                http,
                "anchors/{id}",
                call -> found(
                        proofs.batch(id(call)).map(answer -> access.seesAll(call) ? answer : Narrowed.anchor(answer)),
                        "there is no batch " + id(call)));
        heavy(http, "anchors/{id}/tree", call -> found(proofs.tree(id(call)), "there is no batch " + id(call)));
        route(http, "consistency", this::consistency);
        heavy(http, "proofs/{entry}", this::line);
        heavy(http, "liabilities", this::liabilities);
    }

    private static long id(HttpCall call) {
        return number(call.pathParameter("id"), "id");
    }

    private HttpReply line(HttpCall call) {
        String text = call.pathParameter("entry");
        Matcher place = PLACE.matcher(text);
        Optional<Entry> entry;
        if (place.matches()) {
            entry = Optional.of(
                    new Entry(place.group(1), Integer.parseInt(place.group(2)), Long.parseLong(place.group(3))));
        } else if (INPUT.matcher(text).matches()) {
            entry = proofs.ofInput(text);
        } else {
            throw invalid("entry", "entry is topic:partition:offset of a line, or the id of an input");
        }
        return found(entry.flatMap(proofs::line), "there is no line " + text);
    }

    private HttpReply consistency(HttpCall call) {
        Long from = number(call, "from");
        Long to = number(call, "to");
        if (from == null || to == null || from > to) {
            throw invalid(from == null ? "from" : "to", "from and to are ids of batches, from the lower one");
        }
        try {
            return found(proofs.consistency(from, to), "there are no batches %d and %d".formatted(from, to));
        } catch (IllegalArgumentException e) {
            throw invalid("to", String.valueOf(e.getMessage()));
        }
    }

    private HttpReply liabilities(HttpCall call) {
        String account = address(call, "account");
        boolean all = account == null ? access.seesAll(call) : access.isPayer(call, account);
        if (account != null && !all) {
            access.requireAll(call);
            all = true;
        }
        Optional<Map<String, Object>> answer = proofs.liabilities(number(call, "batch"), account);
        return found(all ? answer : answer.map(Narrowed::liabilities), "there is no batch that says what is owed");
    }

    private static HttpReply found(Optional<Map<String, Object>> answer, String detail) {
        return answer.map(body -> HttpReply.json(200, body))
                .orElseGet(() -> HttpReply.problem(Problem.of(404, "UNKNOWN", "Unknown", detail)));
    }

    /** Makes all leaves of a batch again, or a tree of all accounts. */
    private void heavy(HttpService http, String path, HttpService.Handler handler) {
        route(http, path, turns.around(handler));
    }

    private static void route(HttpService http, String path, HttpService.Handler handler) {
        AuditRoutes.route(http, path, call -> {
            try {
                return handler.handle(call);
            } catch (NotInABatchException e) {
                return HttpReply.problem(
                        Problem.of(404, "NOT_IN_A_BATCH", "Not in a batch yet", String.valueOf(e.getMessage())));
            } catch (LineNotReadException e) {
                return HttpReply.problem(Problem.of(
                                503, "LINE_NOT_READ", "The topic does not answer", String.valueOf(e.getMessage())))
                        .header("Retry-After", "5");
            } catch (ProjectionDiffersException e) {
                return HttpReply.problem(Problem.of(
                        409,
                        "PROJECTION_DIFFERS",
                        "The projection is not what was sealed",
                        String.valueOf(e.getMessage())));
            }
        });
    }
}
