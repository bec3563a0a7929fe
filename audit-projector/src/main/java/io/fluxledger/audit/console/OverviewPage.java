package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.access.Narrowed;
import io.fluxledger.audit.console.Table.Column;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.AuditQueries.PageRequest;
import io.fluxledger.audit.read.AuditQueries.Section;
import io.fluxledger.audit.read.Filters;
import io.fluxledger.audit.read.Moment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How it all stands: whether the books add up, what is held against what is owed, how far the projection is, what happens now. */
final class OverviewPage {
    private static final int LATEST = 8;
    private static final long LATE_RECORDS = 10_000;
    private static final long NANOS_PER_S = 1_000_000_000;

    private final AuditQueries queries;
    private final SealCheck seals;
    private final Pulse pulse;
    private final Lags lags;

    OverviewPage(AuditQueries queries, SealCheck seals, Pulse pulse, Lags lags) {
        this.queries = queries;
        this.seals = seals;
        this.pulse = pulse;
        this.lags = lags;
    }

    View view(Visit visit) {
        boolean all = visit.seesAll();
        String asOf = visit.query("as_of");
        if (!all && !asOf.isEmpty()) {
            throw Visit.forAuditors("The trial balance of the past tells what moved.");
        }
        Map<String, Object> sums = queries.trialBalance(asOf.isEmpty() ? Moment.LATEST : queries.moment(asOf));
        JsonNode trial = Visit.json(all ? sums : Narrowed.trialBalance(sums));
        Map<String, Object> chains = queries.coverage();
        JsonNode coverage = Visit.json(Narrowed.coverage(chains)).path("chains");
        JsonNode anchors = list(Section.ANCHORS, new Filters(), 1);
        Filters discrepant = new Filters();
        JsonNode discrepancies = list(
                Section.DISCREPANCIES, all ? discrepant : Narrowed.filters(Section.DISCREPANCIES, discrepant), LATEST);
        Html content = Html.all(
                integrity(trial, coverage, anchors.path(0), discrepancies),
                throughput(),
                all ? held(Visit.json(chains).path("chains")) : covered(coverage),
                calls(all),
                trialBalance(visit, trial),
                discrepancies(discrepancies),
                progress());
        return View.of("Overview", content, "/v1/audit/trial-balance", trial.path("asOf"));
    }

    private JsonNode list(Section section, Filters filters, int limit) {
        return Visit.json(queries.list(section, filters, new PageRequest(null, limit)))
                .path("items");
    }

    private Html integrity(JsonNode trial, JsonNode coverage, JsonNode anchor, JsonNode discrepancies) {
        List<Html> checks = new ArrayList<>();
        String total = trial.path("total").asText();
        checks.add(Parts.check(
                "check-sum",
                total.equals("0"),
                "The books add up",
                text("All postings together sum to " + total + " USDC.")));
        List<String> lacking = new ArrayList<>();
        coverage.forEach(chain -> {
            if (!chain.path("covered").asBoolean()) {
                lacking.add("chain " + chain.path("chainId").asText());
            }
        });
        checks.add(Parts.check(
                "check-covered",
                lacking.isEmpty(),
                lacking.isEmpty() ? "The treasuries cover what is owed" : "A treasury holds less than is owed",
                Html.all(
                        text(lacking.isEmpty() ? "On every chain, by the ledger. " : String.join(", ", lacking) + ". "),
                        link("/console/reconciliation", text("Held against the chains")))));
        checks.add(sealed(anchor));
        checks.add(anchored(anchor));
        long behind = lags.behind();
        checks.add(Parts.check(
                "check-lag",
                behind < LATE_RECORDS,
                behind == 0 ? "Everything on the log is here" : behind + " records are still to be read",
                text("As far as the projection knows the ends of the topics.")));
        if (!discrepancies.isEmpty()) {
            checks.add(Parts.unknown(
                    "check-discrepancies",
                    "There are discrepancies to look at",
                    link("/console/discrepancies", text("Discrepancies"))));
        }
        return Parts.section("integrity", "Integrity", el("ul", checks).with("class", "checks"));
    }

    private Html sealed(JsonNode anchor) {
        if (anchor.isMissingNode()) {
            return Parts.unknown(
                    "check-sealed", "No batch is sealed yet", text("Lines are sealed in batches under Merkle roots."));
        }
        long batchId = anchor.path("batchId").asLong();
        SealCheck.Found found = seals.of(batchId);
        return switch (found.verdict()) {
            case NOT_CHECKED ->
                Parts.unknown(
                        "check-sealed",
                        found.detail().isEmpty()
                                ? "The latest batch is being checked"
                                : "Whether the rows give the sealed root is not known",
                        Html.all(text(found.detail() + " "), Cells.anchor(anchor)));
            case SAME ->
                Parts.check(
                        "check-sealed",
                        true,
                        "The rows give the sealed root",
                        Html.all(
                                text("Made again from these rows %d s ago: batch %d. "
                                        .formatted(found.ageNanos() / NANOS_PER_S, found.batchId())),
                                Cells.anchor(anchor)));
            case DIFFERS ->
                Parts.check("check-sealed", false, "The rows do not give the sealed root", text(found.detail()));
        };
    }

    private static Html anchored(JsonNode anchor) {
        if (anchor.isMissingNode()) {
            return Html.none();
        }
        Html detail = Html.all(
                Cells.anchor(anchor),
                text(", " + anchor.path("leaves").asText() + " leaves, sealed "),
                Cells.time(anchor, "sealedAtMs"));
        if (anchor.path("chainId").asLong() == 0) {
            return Parts.unknown("check-anchored", "Roots are anchored nowhere here", detail);
        }
        String state = Cells.string(anchor, "anchorState");
        return state.equals("FAILED")
                ? Parts.check("check-anchored", false, "The last anchor failed", detail)
                : state.equals("FINAL")
                        ? Parts.check(
                                "check-anchored",
                                true,
                                "The last root is anchored in block " + Cells.string(anchor, "blockNumber"),
                                detail)
                        : Parts.unknown("check-anchored", "The last root is on its way to its anchor", detail);
    }

    private Html throughput() {
        List<Long> rates = pulse.rates();
        long now = rates.getLast();
        long top = rates.stream().mapToLong(Long::longValue).max().orElse(0);
        String says = "Records projected in each of the last %d seconds: %s now, %s at most"
                .formatted(rates.size(), grouped(now), grouped(top));
        return Parts.section(
                "throughput",
                "Throughput",
                el("p", el("span", grouped(now)).with("id", "rate"), el("small", " records a second"))
                        .with("class", "big"),
                Charts.rates("throughput-chart", says, rates),
                Parts.note("The last two minutes; at most " + grouped(top) + " a second."));
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static Html held(JsonNode coverage) {
        List<Html> chains = new ArrayList<>();
        for (JsonNode chain : coverage) {
            String id = chain.path("chainId").asText();
            BigDecimal owed = decimal(chain, "owed");
            BigDecimal treasury = decimal(chain, "treasury");
            BigDecimal own = treasury.subtract(owed).max(BigDecimal.ZERO);
            String says = "Chain %s: of %s USDC in the treasury, %s are owed"
                    .formatted(id, Charts.plain(treasury), Charts.plain(owed));
            chains.add(el(
                    "div",
                    el("h3", "Chain " + id),
                    Charts.parts(
                            "held-" + id,
                            says,
                            List.of(
                                    new Charts.Share("owed to payers and providers", owed),
                                    new Charts.Share("beyond what is owed", own)),
                            treasury.max(owed)),
                    Parts.facts(
                            new Parts.Fact("Treasury", Cells.amount(Charts.plain(treasury))),
                            new Parts.Fact("Owed", Cells.amount(Charts.plain(owed))),
                            new Parts.Fact("Escrow", Cells.amount(Cells.string(chain, "escrow"))),
                            new Parts.Fact("Between chains", Cells.amount(Cells.string(chain, "betweenChains"))))));
        }
        return Parts.section(
                "held",
                "Held and owed, in USDC",
                chains.isEmpty() ? Parts.note("Nothing was deposited yet.") : Html.all(chains));
    }

    private static Html covered(JsonNode coverage) {
        return Parts.section(
                "held",
                "Held beyond what is owed",
                coverage.isEmpty() ? Parts.note("Nothing was deposited yet.") : RecordPages.COVERED.of(coverage));
    }

    private Html calls(boolean all) {
        return Parts.section(
                "calls",
                "Latest calls",
                Lists.INTENTS.hiding(_ -> !all).of(list(Section.INTENTS, new Filters(), LATEST)),
                el("p", link("/console/intents", text("All calls"))));
    }

    private static Html trialBalance(Visit visit, JsonNode trial) {
        Table table = Table.of(
                "Sum per account type and chain, in USDC; what is owed is positive, what is held negative",
                Column.words("Account", "accountType"),
                Column.number("Chain", "chainId"),
                Column.amount("Sum", "amount"));
        return Parts.section(
                "trial-balance",
                "Trial balance",
                visit.seesAll() ? AsOfForm.of("/", visit.query("as_of")) : BatchPage.secret(),
                table.of(trial.path("accounts")),
                el("p", text("Together: "), Cells.amount(trial.path("total").asText()))
                        .with("class", "total"));
    }

    private static Html discrepancies(JsonNode discrepancies) {
        return discrepancies.isEmpty()
                ? Html.none()
                : Parts.section("discrepancies", "Discrepancies", Lists.DISCREPANCIES.of(discrepancies));
    }

    private Html progress() {
        JsonNode partitions = Visit.json(queries.status()).path("partitions");
        Table table = Table.of(
                "Last record that these tables stand after, and how many wait behind it",
                Column.text("Topic", "topic"),
                Column.number("Partition", "partition"),
                Column.number("Offset", "appliedOffset"),
                new Column(
                        "Behind",
                        true,
                        row -> text(lags.of(
                                Cells.string(row, "topic"),
                                row.path("partition").asInt()))),
                Column.of("Clock", row -> row.path("clockMs").asLong() > 0 ? Cells.time(row, "clockMs") : Html.none()));
        return Parts.section("progress", "Lag", el("details", el("summary", "Every partition"), table.of(partitions)));
    }

    private static BigDecimal decimal(JsonNode row, String field) {
        String text = Cells.string(row, field);
        return text.isEmpty() ? BigDecimal.ZERO : new BigDecimal(text);
    }
}
