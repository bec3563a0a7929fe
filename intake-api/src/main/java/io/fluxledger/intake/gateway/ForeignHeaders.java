package io.fluxledger.intake.gateway;

import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.schemas.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the headers of a record that an outsider wrote. Names are programs' own elsewhere ({@code dlq.…}), and
 * values end in databases, terminals and spreadsheets; so only known names in their form go on, each once.
 */
final class ForeignHeaders {
    private static final String LETTER_PREFIX = "dlq.";
    private static final String CONTENT_TYPE = "content-type";
    private static final Pattern EVENT_NAME = Pattern.compile("ce_[a-z0-9]{1,20}");
    /** Visible ASCII; nothing that a spreadsheet takes for a formula. */
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9/_.~][!-~ ]{0,255}");

    private ForeignHeaders() {}

    /** Attributes of the event in CloudEvents' binary mode, content type and trace context; the last of a name, where it has its form. */
    static RecordHeaders kept(Headers foreign) {
        Map<String, byte[]> kept = new LinkedHashMap<>();
        for (Header header : foreign) {
            String value = text(header.value());
            if (value != null && hasItsForm(header.key(), value)) {
                kept.put(header.key(), header.value());
            }
        }
        RecordHeaders headers = new RecordHeaders();
        kept.forEach(headers::add);
        return headers;
    }

    /** All of them, as evidence, but those that say what became of a dead letter. */
    static RecordHeaders ofDeadLetter(Headers foreign) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : foreign) {
            if (!header.key().startsWith(LETTER_PREFIX)) {
                headers.add(header);
            }
        }
        return headers;
    }

    private static boolean hasItsForm(String name, String value) {
        return switch (name) {
            case EventHeaders.TRACEPARENT -> TraceContext.parse(value) != null;
            case CONTENT_TYPE -> TEXT.matcher(value).matches();
            default -> EVENT_NAME.matcher(name).matches() && TEXT.matcher(value).matches();
        };
    }

    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
