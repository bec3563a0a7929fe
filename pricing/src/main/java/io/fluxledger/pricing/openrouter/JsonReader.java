package io.fluxledger.pricing.openrouter;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.PricingException.Code;
import io.fluxledger.pricing.TokenUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/** Strict reading of JSON members; numbers never pass through a floating point number. */
final class JsonReader {
    static final int MAX_NUMBER_LENGTH = 64;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonReader() {}

    /** @throws PricingException MALFORMED, naming the document */
    static JsonNode parse(byte[] bytes, String document) {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node == null || !node.isObject()) {
                throw new PricingException(Code.MALFORMED, document, "must be a JSON object");
            }
            return node;
        } catch (IOException e) {
            String where = e.getMessage() == null
                    ? ""
                    : e.getMessage().lines().findFirst().orElse("");
            throw new PricingException(Code.MALFORMED, document, "is not JSON: " + where);
        }
    }

    static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    static Optional<String> text(JsonNode object, String name, String path) {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new PricingException(Code.MALFORMED, path, "must be a text that is not empty");
        }
        return Optional.of(value.textValue());
    }

    /** A count from 0 to {@link TokenUsage#MAX_COUNT}; none when it is absent or null. */
    static OptionalLong count(JsonNode value, String path) {
        if (isAbsent(value)) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber()) {
            throw new PricingException(Code.MALFORMED, path, "must be a whole number");
        }
        if (value.bigIntegerValue().signum() < 0) {
            throw new PricingException(Code.NEGATIVE, path, "must not be negative");
        }
        if (!value.canConvertToLong() || value.longValue() > TokenUsage.MAX_COUNT) {
            throw new PricingException(Code.TOO_LARGE, path, "is above " + TokenUsage.MAX_COUNT);
        }
        return OptionalLong.of(value.longValue());
    }

    /** A decimal, as a JSON number or as text; none when it is absent or null. */
    static Optional<BigDecimal> decimal(JsonNode value, String path) {
        if (isAbsent(value)) {
            return Optional.empty();
        }
        BigDecimal number;
        if (value.isNumber()) {
            number = value.decimalValue();
        } else if (value.isTextual() && value.textValue().length() <= MAX_NUMBER_LENGTH) {
            try {
                number = new BigDecimal(value.textValue());
            } catch (NumberFormatException e) {
                throw new PricingException(Code.MALFORMED, path, "is no decimal number");
            }
        } else {
            throw new PricingException(Code.MALFORMED, path, "must be a decimal number");
        }
        if (Math.abs((long) number.scale()) > MAX_NUMBER_LENGTH || number.precision() > MAX_NUMBER_LENGTH) {
            throw new PricingException(Code.TOO_PRECISE, path, "has more than " + MAX_NUMBER_LENGTH + " digits");
        }
        return Optional.of(number);
    }
}
