package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.console.Parts.Fact;
import io.fluxledger.audit.console.Table.Column;
import io.fluxledger.audit.read.AuditQueries;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A batch of payouts: who gets which share of it, and how each payout stands. */
final class BatchPage {
    private static final BigDecimal PERCENT_IN_PPM = BigDecimal.valueOf(10_000);

    private static final Table SHARES = Table.of(
            "Shares; amounts in USDC",
            Column.provider("Provider", "provider"),
            Column.amount("Net", "net"),
            new Column("Share", true, BatchPage::percent),
            Column.amount("Paid out", "payout"),
            Column.amount("Carried on", "carried"));

    private final AuditQueries queries;

    BatchPage(AuditQueries queries) {
        this.queries = queries;
    }

    private static Html percent(JsonNode row) {
        return text(Charts.plain(new BigDecimal(row.path("sharePpm").asLong()).divide(PERCENT_IN_PPM)) + " %");
    }

    /** Says that amounts are left out, and what to do. */
    static Html secret() {
        return el(
                        "p",
                        text("What providers earn and are paid is for auditors: "),
                        link("/console/sign-in", text("sign in")),
                        text("."))
                .with("class", "notice")
                .with("id", "secret");
    }

    View view(Visit visit) {
        String id = visit.path("id");
        JsonNode batch = Visit.found(queries.batch(id), "There is no batch " + id + ".");
        boolean secret = !visit.seesAll();
        Html content = Html.all(
                el("p", Cells.mono(id)).with("class", "id"),
                secret ? secret() : Html.none(),
                facts(batch, secret),
                Parts.section(
                        "shares",
                        "Shares",
                        secret ? Html.none() : chart(batch),
                        SHARES.hiding(_ -> secret).of(batch.path("shares"))),
                Parts.section(
                        "payouts", "Payouts", Lists.PAYOUTS.hiding(_ -> secret).of(batch.path("payouts"))));
        return View.of("Batch", content, "/v1/audit/batches/" + Cells.part(id), batch.path("asOf"));
    }

    private static Html facts(JsonNode batch, boolean secret) {
        return Parts.section(
                "facts",
                "Batch",
                Parts.facts(
                        new Fact("State", Cells.status(Cells.string(batch, "status"))),
                        new Fact("Window ended", Cells.window(batch)),
                        new Fact("Total", secret ? Cells.hidden() : Cells.amount(Cells.string(batch, "total"))),
                        new Fact("Paid", secret ? Cells.hidden() : Cells.amount(Cells.string(batch, "paid"))),
                        Fact.of("Payouts paid", Cells.string(batch, "paidPayouts")),
                        Fact.of("Returned", Cells.string(batch, "returnedPayouts")),
                        new Fact("Closed", Cells.time(batch, "closedClockMs"))));
    }

    private static Html chart(JsonNode batch) {
        List<Charts.Share> shares = new ArrayList<>();
        BigDecimal whole = BigDecimal.ZERO;
        for (JsonNode share : batch.path("shares")) {
            String payout = Cells.string(share, "payout");
            BigDecimal amount = payout.isEmpty() ? BigDecimal.ZERO : new BigDecimal(payout);
            shares.add(new Charts.Share(Cells.string(share, "provider"), amount));
            whole = whole.add(amount);
        }
        return Charts.parts("shares-chart", "Shares of %s USDC".formatted(Charts.plain(whole)), shares, whole);
    }
}
