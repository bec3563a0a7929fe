package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.access.Narrowed;
import io.fluxledger.audit.console.Parts.Fact;
import io.fluxledger.audit.console.Table.Column;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.AuditQueries.PageRequest;
import io.fluxledger.audit.read.AuditQueries.Section;
import io.fluxledger.audit.read.Filters;
import io.fluxledger.audit.read.Moment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A call: where its money went, and every step of that with its place on the log. */
final class IntentPage {
    private static final int MOST_CHARGES = 20;

    private static final Table POSTINGS = Table.of(
            "Postings in USDC",
            Column.words("Account", "accountType"),
            Column.account("Owner", "owner"),
            Column.number("Chain", "chainId"),
            Column.amount("Movement", "amount"),
            Column.amount("Balance", "balance"));

    private final AuditQueries queries;

    IntentPage(AuditQueries queries) {
        this.queries = queries;
    }

    View view(Visit visit) {
        String id = visit.path("id");
        String payer = visit.query("payer");
        if (payer.isEmpty()) {
            List<String> payers = queries.payersOf(id);
            if (payers.size() > 1) {
                throw Visit.invalid("payer", "Several payers have a call " + id + "; search for it, and choose.");
            }
            payer = payers.isEmpty() ? "" : payers.getFirst();
        } else {
            payer = Visit.address(payer, "payer");
        }
        String asOf = visit.query("as_of");
        JsonNode intent = Visit.found(
                queries.intent(payer, id, asOf.isEmpty() ? Moment.LATEST : queries.moment(asOf))
                        .map(answer -> visit.seesAll() ? answer : Narrowed.intent(answer)),
                "There is no call " + id + (payer.isEmpty() ? "." : " of " + payer + "."));
        Html content = Html.all(
                el("p", Cells.mono(id)).with("class", "id"),
                money(intent, visit.seesAll() ? Optional.of(fee(payer, id)) : Optional.empty()),
                facts(intent),
                timeline(intent));
        return View.of("Call", content, "/v1/audit/intents/" + Cells.part(id) + "?payer=" + payer, intent.path("asOf"));
    }

    private BigDecimal fee(String payer, String intentId) {
        BigDecimal fee = BigDecimal.ZERO;
        for (JsonNode charge : Visit.json(queries.list(
                        Section.CHARGES,
                        new Filters().is("payer", payer).is("intent_id", intentId),
                        new PageRequest(null, MOST_CHARGES)))
                .path("items")) {
            fee = fee.add(decimal(charge, "fee"));
        }
        return fee;
    }

    /** @param fee what of it is not the provider's; empty when that is not shown */
    private static Html money(JsonNode intent, Optional<BigDecimal> fee) {
        BigDecimal locked = decimal(intent, "maxAmount");
        BigDecimal used = decimal(intent, "captured");
        BigDecimal back = decimal(intent, "refunded");
        BigDecimal route = decimal(intent, "routeCost");
        BigDecimal open = locked.subtract(used).subtract(back).subtract(route);
        StringBuilder says = new StringBuilder("%s USDC at most were locked.".formatted(Charts.plain(locked)));
        if (used.signum() > 0) {
            says.append(fee.map(part -> " %s were used: %s went to the provider, %s are the fee."
                            .formatted(Charts.plain(used), Charts.plain(used.subtract(part)), Charts.plain(part)))
                    .orElseGet(() -> " %s were used.".formatted(Charts.plain(used))));
        }
        if (route.signum() > 0) {
            says.append(" %s were the cost of the way to the provider's chain.".formatted(Charts.plain(route)));
        }
        if (back.signum() > 0) {
            says.append(" %s came back to the payer.".formatted(Charts.plain(back)));
        }
        if (open.signum() > 0) {
            says.append(" %s are still locked.".formatted(Charts.plain(open)));
        }
        List<Charts.Share> shares = new ArrayList<>();
        shares.add(new Charts.Share(fee.isPresent() ? "provider" : "used", used.subtract(fee.orElse(BigDecimal.ZERO))));
        fee.ifPresent(part -> shares.add(new Charts.Share("fee", part)));
        shares.add(new Charts.Share("back to the payer", back));
        shares.add(new Charts.Share("way", route));
        shares.add(new Charts.Share("locked", open));
        return Parts.section(
                "money",
                "Where the money went",
                el("p", says.toString()).with("id", "money-says"),
                Charts.parts("money-chart", says.toString(), shares, locked));
    }

    private static Html facts(JsonNode intent) {
        return Parts.section(
                "facts",
                "Terms",
                Parts.facts(
                        new Fact("State", Cells.status(Cells.string(intent, "status"))),
                        new Fact("Payer", Cells.account(Cells.string(intent, "payer"))),
                        new Fact("Provider", Cells.provider(Cells.string(intent, "provider"))),
                        new Fact("Opened", Cells.time(intent, "openedClockMs")),
                        new Fact("Deadline", Cells.time(intent, "deadlineMs")),
                        new Fact("Closed", Cells.time(intent, "closedClockMs")),
                        Fact.of("Why", Cells.words(Cells.string(intent, "closedReason"))),
                        Fact.of("Funded by", Cells.words(Cells.string(intent, "funding"))),
                        Fact.of("Provider is paid", Cells.words(Cells.string(intent, "payoutMode"))),
                        Fact.of("Payout chain", Cells.string(intent, "payoutChainId")),
                        Fact.of("Tokens in", Cells.string(intent, "inputTokens")),
                        Fact.of("Tokens out", Cells.string(intent, "outputTokens"))));
    }

    private static Html timeline(JsonNode intent) {
        List<Html> steps = new ArrayList<>();
        for (JsonNode step : intent.path("timeline")) {
            steps.add(step(step));
        }
        return Parts.section("timeline", "What happened", el("ol", steps).with("class", "timeline"));
    }

    private static Html step(JsonNode step) {
        String kind = Cells.string(step, "step");
        List<Html> lines = new ArrayList<>();
        lines.add(el(
                "p",
                el("strong", Cells.words(Cells.string(step, "kind"))),
                text(" · "),
                el("span", Cells.words(kind)).with("class", "fine"),
                text(" · "),
                Cells.time(step, "atMs")));
        lines.add(
                switch (kind) {
                    case "DECISION" -> decision(step);
                    case "WINDOW" -> window(step);
                    case "PAYOUT" -> payout(step);
                    default -> onChain(step);
                });
        lines.add(trace(step));
        return el("li", lines).with("data-step", kind);
    }

    private static Html decision(JsonNode step) {
        return Html.all(
                Parts.facts(
                        new Fact(
                                "Input",
                                Html.all(
                                        text(Cells.words(Cells.string(step, "inputType")) + " "),
                                        Cells.place(
                                                Cells.string(step, "inputTopic"),
                                                Cells.string(step, "inputPartition"),
                                                Cells.string(step, "inputOffset")))),
                        new Fact("Line", Cells.place(step)),
                        Fact.of("Of the account", Cells.string(step, "accountSequence"))),
                step.path("postings").isEmpty()
                        ? Html.none()
                        : el("details", el("summary", "Postings"), POSTINGS.of(step.path("postings"))));
    }

    private static Html window(JsonNode step) {
        return Parts.facts(
                new Fact("Window", Cells.window(step)),
                new Fact("Provider", Cells.provider(Cells.string(step, "provider"))),
                Fact.of("Calls in it", Cells.string(step, "calls")),
                new Fact("Net in it", Cells.amount(Cells.string(step, "net"))),
                new Fact("Line", Cells.place(step)));
    }

    private static Html payout(JsonNode step) {
        return Parts.facts(
                new Fact("Payout", Cells.shortened(Cells.string(step, "payoutId"))),
                new Fact("Batch", Cells.batch(Cells.string(step, "batchId"))),
                new Fact("Amount", Cells.amount(Cells.string(step, "amount"))),
                new Fact("To", Cells.shortened(Cells.string(step, "recipient"))),
                Fact.of("Chain", Cells.string(step, "chainId")),
                new Fact("Transaction", Cells.hash(Cells.string(step, "transactionHash"))),
                new Fact("Line", Cells.place(step)));
    }

    private static Html onChain(JsonNode step) {
        return Parts.facts(
                new Fact("Command", Cells.transaction(Cells.string(step, "commandId"))),
                Fact.of("State", Cells.words(Cells.string(step, "state") + Cells.string(step, "status"))),
                Fact.of("Chain", Cells.string(step, "chainId")),
                Fact.of("Block", Cells.string(step, "blockNumber")),
                new Fact("Amount", Cells.amount(Cells.string(step, "amount"))),
                new Fact("Transaction", Cells.hash(Cells.string(step, "transactionHash"))),
                Fact.of("Reason", Cells.string(step, "reason")),
                new Fact("Record", Cells.place(step)));
    }

    private static Html trace(JsonNode step) {
        String traceparent = Cells.string(step, "traceparent");
        return traceparent.isEmpty()
                ? Html.none()
                : el("p", text("Trace "), Cells.mono(traceparent)).with("class", "fine");
    }

    private static BigDecimal decimal(JsonNode row, String field) {
        String text = Cells.string(row, field);
        return text.isEmpty() ? BigDecimal.ZERO : new BigDecimal(text);
    }
}
