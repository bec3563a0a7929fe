package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.WalletSignature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One JSON object read strictly: exactly the fields it may have, each of its type. */
final class JsonFields {
    private static final int MAX_SENTENCE = 500;
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9:_.-]{1,64}");

    private final JsonNode object;
    private final String prefix;

    private JsonFields(JsonNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    static JsonFields of(JsonNode body, List<String> required, Set<String> optional) {
        if (!body.isObject()) {
            throw Refusal.WRONG_TYPE.of("the body must be a JSON object");
        }
        return new JsonFields(body, "").checked(required, optional);
    }

    private JsonFields checked(List<String> required, Set<String> optional) {
        object.fieldNames().forEachRemaining(name -> {
            if (!required.contains(name) && !optional.contains(name)) {
                throw Refusal.UNKNOWN_FIELD.at(path(name), "is not part of this request");
            }
        });
        for (String name : required) {
            if (!object.has(name)) {
                throw Refusal.MISSING_FIELD.at(path(name), "is missing");
            }
        }
        return this;
    }

    boolean has(String name) {
        return object.has(name);
    }

    JsonFields object(String name, List<String> required) {
        JsonNode value = object.path(name);
        if (!value.isObject()) {
            throw Refusal.WRONG_TYPE.at(path(name), "must be a JSON object");
        }
        return new JsonFields(value, path(name) + ".").checked(required, Set.of());
    }

    /** As errors name it: with the names of the objects around it. */
    String path(String name) {
        return prefix + name;
    }

    String text(String name) {
        JsonNode value = object.path(name);
        if (!value.isTextual()) {
            throw Refusal.WRONG_TYPE.at(path(name), "must be a string");
        }
        return value.textValue();
    }

    String id(String name) {
        return id(text(name), path(name));
    }

    static String id(String id, String field) {
        if (!ID.matcher(id).matches()) {
            throw Refusal.INVALID_ID.at(field, "must be 1 to 64 characters of [A-Za-z0-9:_.-]");
        }
        return id;
    }

    /** Words of a person: one line. */
    String sentence(String name) {
        String text = text(name);
        if (text.isBlank() || text.length() > MAX_SENTENCE || text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.INVALID_TEXT.at(path(name), "must be one line of 1 to " + MAX_SENTENCE + " characters");
        }
        return text;
    }

    UUID uuid(String name) {
        String text = text(name);
        if (!UUID_FORM.matcher(text).matches()) {
            throw Refusal.INVALID_ID.at(path(name), "must be a UUID");
        }
        return UUID.fromString(text);
    }

    EthAddress address(String name) {
        EthAddress address;
        String text = text(name);
        try {
            address = EthAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.INVALID_ADDRESS.at(path(name), "is no address: " + e.getMessage());
        }
        if (address.isZero()) {
            throw Refusal.INVALID_ADDRESS.at(path(name), "must not be the zero address");
        }
        return address;
    }

    Bytes32 bytes32(String name) {
        String text = text(name);
        try {
            return Bytes32.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.INVALID_HEX.at(path(name), "must be 0x and 64 hex digits: " + e.getMessage());
        }
    }

    EthSignature signature(String name) {
        String text = text(name);
        try {
            return EthSignature.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.INVALID_SIGNATURE.at(path(name), "must be 65 bytes r, s, v in 0x-hex: " + e.getMessage());
        }
    }

    /** A key's signature or what a contract wallet takes for one. */
    WalletSignature walletSignature(String name) {
        String text = text(name);
        try {
            return WalletSignature.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.INVALID_SIGNATURE.at(path(name), "must be 0x-hex: " + e.getMessage());
        }
    }

    long nanos(String name) {
        return Amounts.nanos(text(name), path(name));
    }

    long nanosOrZero(String name) {
        String text = text(name);
        return text.equals("0") ? 0 : Amounts.nanos(text, path(name));
    }

    long nanosOfWholeMicros(String name) {
        return Amounts.nanosOfWholeMicros(text(name), path(name));
    }

    long micros(String name) {
        return Amounts.micros(text(name), path(name));
    }

    /** A whole JSON number from 0 to max. */
    long number(String name, long max) {
        JsonNode value = object.path(name);
        if (!value.isIntegralNumber()) {
            throw Refusal.WRONG_TYPE.at(path(name), "must be a whole number");
        }
        if (!value.canConvertToLong() || value.longValue() < 0 || value.longValue() > max) {
            throw Refusal.NUMBER_OUT_OF_RANGE.at(path(name), "must be from 0 to " + max);
        }
        return value.longValue();
    }

    /** A whole JSON number from 1 to max. */
    long positive(String name, long max) {
        long value = number(name, max);
        if (value == 0) {
            throw Refusal.NUMBER_OUT_OF_RANGE.at(path(name), "must be from 1 to " + max);
        }
        return value;
    }

    long number(String name) {
        return number(name, Long.MAX_VALUE);
    }

    /** A list of whole JSON numbers above 0, at most so many. */
    List<Long> numbers(String name, int most) {
        JsonNode value = object.path(name);
        if (!value.isArray() || value.size() > most) {
            throw Refusal.WRONG_TYPE.at(path(name), "must be a list of at most " + most + " whole numbers");
        }
        List<Long> numbers = new ArrayList<>(value.size());
        for (JsonNode item : value) {
            if (!item.isIntegralNumber() || !item.canConvertToLong() || item.longValue() <= 0) {
                throw Refusal.NUMBER_OUT_OF_RANGE.at(path(name), "must have whole numbers above 0");
            }
            numbers.add(item.longValue());
        }
        return numbers;
    }

    <E extends Enum<E>> E choice(String name, Class<E> type) {
        String text = text(name);
        E[] values = type.getEnumConstants();
        return Arrays.stream(values)
                .filter(value -> value.name().equals(text))
                .findFirst()
                .orElseThrow(() -> Refusal.UNKNOWN_VALUE.at(
                        path(name),
                        "must be one of "
                                + Arrays.stream(values).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
