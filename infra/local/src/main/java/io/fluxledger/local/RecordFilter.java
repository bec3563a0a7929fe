package io.fluxledger.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which records of a topic are shown. */
final class RecordFilter {
    /** A moment, ISO-8601 in UTC, or how long ago. */
    static final class MomentConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.startsWith("P") ? Instant.now().minus(Duration.parse(text)) : Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'%s' is neither a moment such as 2026-11-21T10:00:00Z nor a duration such as PT10M"
                                .formatted(text));
            }
        }
    }

    /** A field and what it must be, or must not be. */
    record Condition(List<String> path, boolean equal, String value) {
        Condition {
            path = List.copyOf(path);
        }

        /** Whether some node at the path is so; a list is all of its elements. */
        boolean test(JsonNode line) {
            return matches(line, 0) == equal;
        }

        private boolean matches(JsonNode node, int depth) {
            if (node.isArray()) {
                for (JsonNode element : node) {
                    if (matches(element, depth)) {
                        return true;
                    }
                }
                return false;
            }
            return depth == path.size()
                    ? node.asText().equalsIgnoreCase(value)
                    : matches(node.path(path.get(depth)), depth + 1);
        }
    }

    /** {@code FIELD=VALUE} or {@code FIELD!=VALUE}. */
    static final class ConditionConverter implements ITypeConverter<Condition> {
        @Override
        public Condition convert(String text) {
            int at = text.indexOf('=');
            if (at < 1 || (at == 1 && text.charAt(0) == '!')) {
                throw new TypeConversionException("'%s' is not FIELD=VALUE or FIELD!=VALUE".formatted(text));
            }
            boolean equal = text.charAt(at - 1) != '!';
            String path = text.substring(0, equal ? at : at - 1);
            return new Condition(List.of(path.split("\\.")), equal, text.substring(at + 1));
        }
    }

    @Option(names = "--key", paramLabel = "KEY", description = "Only records with that key, for example an address.")
    private @Nullable String key;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only records of that type; may be repeated.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            converter = ConditionConverter.class,
            description = {
                "Only records where it is so, for example value.outcome=REJECTED, value.entries._type=IntentClosed,"
                        + " partition!=3; repeated: all of them."
            })
    private List<Condition> conditions = new ArrayList<>();

    @Option(names = "--partition", paramLabel = "P", description = "Only that partition.")
    private @Nullable Integer partition;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "From that time on: 2026-11-21T10:00:00Z, or PT10M for ten minutes ago.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", converter = MomentConverter.class, description = "Up to that time.")
    private @Nullable Instant until;

    @Option(names = "--headers", description = "Show the records' headers too.")
    private boolean headers;

    boolean showsHeaders() {
        return headers;
    }

    /** First append time that is wanted, Unix milliseconds. */
    @Nullable
    Long sinceMs() {
        return since == null ? null : since.toEpochMilli();
    }

    boolean wantsPartition(int number) {
        return partition == null || partition == number;
    }

    /** What can be told without decoding. */
    boolean wants(ConsumerRecord<String, byte[]> record) {
        return (key == null || key.toLowerCase(Locale.ROOT).equals(record.key()))
                && (since == null || record.timestamp() >= since.toEpochMilli())
                && (until == null || record.timestamp() <= until.toEpochMilli());
    }

    /** What can be told of the decoded line. */
    boolean wants(ObjectNode line) {
        return (types.isEmpty() || types.contains(line.path("type").asText()))
                && conditions.stream().allMatch(c -> c.test(line));
    }
}
