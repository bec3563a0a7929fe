package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

import io.fluxledger.audit.access.ReadAccess;
import io.fluxledger.audit.prove.ProofQueries;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.InvalidCursorException;
import io.fluxledger.audit.read.InvalidMomentException;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** Pages for auditors at {@code /} and under {@code /console}: what the read API answers, for people. Nothing can be changed here. */
public final class Console implements AutoCloseable {
    /** Where all pages but the first stand. */
    public static final String PREFIX = "/console/";

    private final AuditQueries queries;
    private final ProofQueries proofs;
    private final ReadAccess access;
    private final Supplier<Map<String, Object>> reconciliation;
    private final Lags lags;
    private final Pulse pulse;

    /**
     * What the console shows that is not in the projection.
     *
     * @param reconciliation asks the chains, and compares
     * @param projected records projected so far
     * @param lags records still to be projected, of the partitions whose end is known
     */
    public record Sources(
            Supplier<Map<String, Object>> reconciliation,
            LongSupplier projected,
            Supplier<Map<TopicPartition, Long>> lags) {}

    public Console(AuditQueries queries, ProofQueries proofs, ReadAccess access, Sources sources) {
        this.queries = queries;
        this.proofs = proofs;
        this.access = access;
        this.reconciliation = sources.reconciliation();
        this.lags = new Lags(sources.lags());
        this.pulse = new Pulse(sources.projected());
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        page(http, "/", new OverviewPage(queries, new SealCheck(proofs), pulse, lags)::view);
        page(http, PREFIX + "accounts/{id}", new AccountPage(queries)::view);
        page(http, PREFIX + "intents/{+id}", new IntentPage(queries)::view);
        ProviderPage providers = new ProviderPage(queries);
        page(http, PREFIX + "providers/{id}", providers::view);
        page(http, PREFIX + "windows/{id}", providers::window);
        page(http, PREFIX + "batches/{id}", new BatchPage(queries)::view);
        RecordPages records = new RecordPages(queries, proofs);
        page(http, PREFIX + "transactions/{id}", records::transaction);
        page(http, PREFIX + "lines/{topic}/{partition}/{offset}", records::line);
        page(http, PREFIX + "anchors/{id}", records::anchor);
        page(http, PREFIX + "reconciliation", new ReconciliationPage(reconciliation, queries::coverage)::view);
        page(http, PREFIX + "search", new SearchPage(queries)::view);
        ListPages lists = new ListPages(queries);
        for (String name : ListPages.names()) {
            page(http, PREFIX + name, visit -> lists.view(visit, name));
        }
        addSignIn(http);
        http.route("GET", PREFIX + "assets/{file}", new Assets()::reply);
        http.route("GET", PREFIX + "events", new LiveEvents(pulse)::reply);
    }

    private void addSignIn(HttpService http) {
        SignInPage signIn = new SignInPage(access.sessions());
        page(http, PREFIX + "sign-in", signIn::view);
        http.route("POST", PREFIX + "sign-in", call -> {
            SignInPage.Outcome outcome = signIn.signIn(call);
            return outcome.cookie().isPresent()
                    ? Guard.headers(HttpReply.text(303, "text/plain", ""))
                            .header("Location", "/")
                            .header("Set-Cookie", outcome.cookie().get())
                    : document(outcome.refused(), new Visit(call, Viewer.ANYONE), pulse.version());
        });
        http.route("POST", PREFIX + "sign-out", call -> Guard.headers(signIn.signOut(call)));
    }

    private void page(HttpService http, String path, Function<Visit, View> page) {
        http.route("GET", path, call -> {
            // Before anything is read: what comes meanwhile is news to this page.
            long version = pulse.version();
            Visit visit = new Visit(call, access.seesAll(call) ? Viewer.AUDITOR : Viewer.ANYONE);
            return document(answer(page, visit), visit, version);
        });
    }

    private static View answer(Function<Visit, View> page, Visit visit) {
        try {
            return page.apply(visit);
        } catch (ProblemException e) {
            return wrong(e.problem());
        } catch (InvalidCursorException e) {
            return wrong(Problem.of(400, "INVALID_PARAMETER", "That cannot be", String.valueOf(e.getMessage())));
        } catch (InvalidMomentException e) {
            return wrong(Problem.of(
                    400,
                    "INVALID_PARAMETER",
                    "That is no moment",
                    "As of is a time such as 2026-11-22T00:00:00Z, Unix milliseconds, or topic:partition:offset of a"
                            + " line."));
        }
    }

    private static View wrong(Problem problem) {
        return View.plain(
                problem.status(),
                problem.title(),
                Html.all(
                        el("p", problem.detail()).with("class", "error").with("id", "error"),
                        el("p", link("/", text("Overview")))));
    }

    private static HttpReply document(View view, Visit visit, long version) {
        String path = visit.call().path();
        String query = path.equals(PREFIX + "search") ? visit.query("q") : "";
        String document = Frame.document(view, path, query, visit.viewer(), version);
        return Guard.headers(HttpReply.text(view.status(), "text/html; charset=utf-8", document))
                .header("Cache-Control", "no-store");
    }

    @Override
    public void close() {
        pulse.close();
    }
}
