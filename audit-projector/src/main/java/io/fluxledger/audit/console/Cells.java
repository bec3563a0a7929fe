package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.link;
import static io.fluxledger.audit.console.Html.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How single things are shown: ids as links to their pages, times in UTC, states with their meaning beside the colour. */
final class Cells {
    static final String HIDDEN = "hidden";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONG_ID = 24;
    private static final int HEAD = 10;
    private static final int TAIL = 6;

    private Cells() {}

    /** A field's text; empty where there is none. */
    static String string(JsonNode row, String field) {
        JsonNode value = row.path(field);
        return value.isMissingNode() || value.isNull() ? "" : value.asText();
    }

    static Html plain(JsonNode row, String field) {
        return text(string(row, field));
    }

    /** An amount in USDC, as it is answered. */
    static Html amount(String usdc) {
        return usdc.isEmpty()
                ? Html.none()
                : el("span", usdc).with("class", usdc.startsWith("-") ? "amount minus" : "amount");
    }

    static Html time(JsonNode row, String field) {
        return row.path(field).isIntegralNumber() ? time(row.path(field).asLong()) : Html.none();
    }

    /** @param ms Unix milliseconds */
    static Html time(long ms) {
        Instant at = Instant.ofEpochMilli(ms);
        return el("time", TIME.format(at) + " UTC").with("datetime", at.toString());
    }

    static String utc(long ms) {
        return TIME.format(Instant.ofEpochMilli(ms)) + " UTC";
    }

    static Html account(String address) {
        return address.isEmpty() ? Html.none() : link("/console/accounts/" + part(address), shortened(address));
    }

    static Html provider(String address) {
        return address.isEmpty() ? Html.none() : link("/console/providers/" + part(address), shortened(address));
    }

    static Html intent(String payer, String intentId) {
        return intentId.isEmpty()
                ? Html.none()
                : link("/console/intents/" + part(intentId) + "?payer=" + part(payer), shortened(intentId));
    }

    static Html window(JsonNode row) {
        long end = row.path("windowEndMs").asLong();
        return end == 0 ? Html.none() : link("/console/windows/" + end, time(end));
    }

    static Html batch(String batchId) {
        // What is paid at once is in no window's batch.
        return batchId.isEmpty() || batchId.equals("instant")
                ? text(batchId)
                : link("/console/batches/" + part(batchId), shortened(batchId));
    }

    static Html transaction(String commandId) {
        return commandId.isEmpty()
                ? Html.none()
                : link("/console/transactions/" + part(commandId), shortened(commandId));
    }

    /** A hash on chain, which leads to whatever it belongs to. */
    static Html hash(String hash) {
        return hash.isEmpty() ? Html.none() : link("/console/search?q=" + part(hash), shortened(hash));
    }

    static Html anchor(JsonNode row) {
        String id = string(row, "batchId");
        return link("/console/anchors/" + part(id), text("batch " + id));
    }

    /** Where a line stands; other topics than journals have no page. */
    static Html place(String topic, String partition, String offset) {
        if (topic.isEmpty()) {
            return Html.none();
        }
        String place = topic + " " + partition + " : " + offset;
        return topic.contains(".journal.")
                ? link(
                        "/console/lines/" + part(topic) + "/" + part(partition) + "/" + part(offset),
                        el("span", place).with("class", "mono"))
                : el("span", place).with("class", "mono");
    }

    static Html place(JsonNode row) {
        return place(string(row, "topic"), string(row, "partition"), string(row, "offset"));
    }

    static Html status(String status) {
        return status.isEmpty()
                ? Html.none()
                : el("span", words(status)).with("class", "state").with("data-tone", tone(status));
    }

    private static String tone(String status) {
        return switch (status) {
            case "SETTLED", "FINAL", "CREDITED", "CLOSED", "ACCEPTED", "RECEIVED", "EQUAL" -> "good";
            case "FAILED", "REJECTED", "REVOKED", "SUSPENDED", "DIFFERS", "UPHELD" -> "bad";
            case "REFUNDED", "EXPIRED", "RETURNED", "HELD", "REPLACED" -> "warn";
            default -> "neutral";
        };
    }

    static Html shortened(String id) {
        String shown = id.length() > LONG_ID ? id.substring(0, HEAD) + "…" + id.substring(id.length() - TAIL) : id;
        var element = el("span", shown).with("class", "mono");
        return shown.equals(id) ? element : element.with("title", id);
    }

    static Html mono(String id) {
        return el("span", id).with("class", "mono");
    }

    /** What this viewer is not to see. */
    static Html hidden() {
        return el("span", HIDDEN).with("class", "fine");
    }

    /** SOME_NAME, or SomeName, in words. */
    static String words(String name) {
        String spaced = name.contains("_") || name.equals(name.toUpperCase(Locale.ROOT))
                ? name.replace('_', ' ').toLowerCase(Locale.ROOT)
                : name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return spaced.isEmpty() ? spaced : spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
    }

    /** A part of a path or query. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
