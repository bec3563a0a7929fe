package io.fluxledger.settlement.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.DecimalAmount;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Fields of a request's body; whatever is wrong is a problem that names the field. */
final class OrderFields {
    private static final int MICRO_DIGITS = 6;
    private static final int MAX_TEXT = 500;

    private final JsonNode body;

    private OrderFields(JsonNode body) {
        this.body = body;
    }

    /** @param known every field that there may be */
    static OrderFields of(HttpCall call, Set<String> known) {
        return of(call.json(), known);
    }

    static OrderFields of(JsonNode body, Set<String> known) {
        if (!body.isObject()) {
            throw new ProblemException(
                    Problem.of(400, "MALFORMED_JSON", "The body is no object", "a JSON object is needed"));
        }
        Set<String> unknown = new TreeSet<>();
        body.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw problem("UNKNOWN_FIELD", unknown.iterator().next(), "there may be " + new TreeSet<>(known));
        }
        return new OrderFields(body);
    }

    boolean has(String field) {
        return body.hasNonNull(field);
    }

    OrderFields object(String field, Set<String> known) {
        if (!body.path(field).isObject()) {
            throw problem("INVALID_FIELD", field, "an object is needed");
        }
        return of(body.get(field), known);
    }

    /** Text of 1 to 500 characters. */
    String text(String field) {
        JsonNode value = body.path(field);
        if (!value.isTextual() || value.asText().isBlank() || value.asText().length() > MAX_TEXT) {
            throw problem("INVALID_FIELD", field, "text of 1 to " + MAX_TEXT + " characters is needed");
        }
        return value.asText();
    }

    UUID uuid(String field) {
        try {
            return UUID.fromString(text(field));
        } catch (IllegalArgumentException e) {
            throw problem("INVALID_FIELD", field, "a UUID is needed");
        }
    }

    /** 0x-address in lower case. */
    String address(String field) {
        try {
            return EthAddress.parse(text(field)).toString().toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw problem("INVALID_FIELD", field, String.valueOf(e.getMessage()));
        }
    }

    /** A value of the enum, in lower case. */
    <E extends Enum<E>> E choice(String field, Class<E> type) {
        String text = text(field);
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> problem(
                        "INVALID_FIELD",
                        field,
                        "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT) + " is needed"));
    }

    /** Unix milliseconds; empty when the field is not there. */
    OptionalLong timeMs(String field) {
        if (!has(field)) {
            return OptionalLong.empty();
        }
        JsonNode value = body.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() <= 0) {
            throw problem("INVALID_FIELD", field, "Unix milliseconds are needed");
        }
        return OptionalLong.of(value.asLong());
    }

    /** Micro-USDC of a decimal string in USDC. */
    long micros(String field) {
        try {
            return DecimalAmount.units(text(field), MICRO_DIGITS);
        } catch (NumberFormatException e) {
            throw problem("INVALID_FIELD", field, "a decimal string in USDC with at most six decimals is needed");
        }
    }

    static ProblemException problem(String code, String field, String detail) {
        String title = code.equals("UNKNOWN_FIELD") ? "Unknown field" : "Invalid field";
        return new ProblemException(Problem.of(400, code, title, detail).withField(field));
    }
}
