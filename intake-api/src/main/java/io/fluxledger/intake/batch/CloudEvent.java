package io.fluxledger.intake.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One event of a batch, CloudEvents 1.0 in JSON: {@code {specversion, id, source, type, data, ...}}. Extension attributes are
 * ignored, but for {@code traceparent}.
 *
 * @param data as the route of the type takes it
 */
record CloudEvent(
        String id, Type type, JsonNode data, @Nullable String traceparent) {
    private static final int MAX_ATTRIBUTE = 256;

    /** What producers may send. */
    enum Type {
        LOCK(IntentLocked.getClassSchema().getFullName()),
        RECEIPT(UsageReceipt.getClassSchema().getFullName()),
        SETTLEMENT(SettlementRequested.getClassSchema().getFullName()),
        REFUND(RefundRequested.getClassSchema().getFullName());

        private final String attribute;

        Type(String attribute) {
            this.attribute = attribute;
        }

        /** Its name in events. */
        String attribute() {
            return attribute;
        }
    }

    /** @throws ProblemException naming the attribute */
    static CloudEvent parse(JsonNode event) {
        if (!event.isObject()) {
            throw invalid("WRONG_TYPE", "data", "an event must be a JSON object");
        }
        if (!attribute(event, "specversion").equals("1.0")) {
            throw invalid("UNKNOWN_VALUE", "specversion", "specversion must be 1.0");
        }
        String id = attribute(event, "id");
        String source = attribute(event, "source");
        if (source.isBlank()) {
            throw invalid("MISSING_FIELD", "source", "source must not be blank");
        }
        Type type = type(attribute(event, "type"));
        if (event.has("datacontenttype") && !isJson(attribute(event, "datacontenttype"))) {
            throw invalid("UNKNOWN_VALUE", "datacontenttype", "datacontenttype must be application/json");
        }
        JsonNode data = event.path("data");
        if (!data.isObject()) {
            throw invalid(data.isMissingNode() ? "MISSING_FIELD" : "WRONG_TYPE", "data", "data must be a JSON object");
        }
        return new CloudEvent(
                id, type, data, TraceContext.parse(event.path("traceparent").asText()));
    }

    private static boolean isJson(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        return type.equals("application/json") || type.endsWith("+json");
    }

    private static Type type(String name) {
        return Arrays.stream(Type.values())
                .filter(type -> type.attribute.equals(name))
                .findFirst()
                .orElseThrow(() -> invalid(
                        "UNKNOWN_VALUE",
                        "type",
                        "type must be one of "
                                + Arrays.stream(Type.values())
                                        .map(Type::attribute)
                                        .collect(Collectors.joining(", "))));
    }

    private static String attribute(JsonNode event, String name) {
        JsonNode value = event.path(name);
        if (value.isMissingNode()) {
            throw invalid("MISSING_FIELD", name, name + " is missing");
        }
        if (!value.isTextual()
                || value.textValue().isEmpty()
                || value.textValue().length() > MAX_ATTRIBUTE) {
            throw invalid("WRONG_TYPE", name, name + " must be a text of 1 to " + MAX_ATTRIBUTE + " characters");
        }
        return value.textValue();
    }

    private static ProblemException invalid(String code, String field, String detail) {
        return new ProblemException(
                Problem.of(400, code, "An event is malformed", detail).withField(field));
    }
}
