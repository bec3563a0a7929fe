package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import java.math.BigInteger;
import java.util.function.Function;
import java.util.regex.Pattern;

/** One JSON object of a payment. Clients may send more than is known here; what is needed must be right. */
final class WireFields {
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,77}");

    private final JsonNode object;
    private final String path;
    private final InvalidReason reason;

    /** @param reason what a wrong field is answered with */
    WireFields(JsonNode object, String path, InvalidReason reason) {
        this.object = object;
        this.path = path;
        this.reason = reason;
        if (!object.isObject()) {
            throw new RefusedPaymentException(reason, path + " must be a JSON object", "");
        }
    }

    WireFields object(String name) {
        return new WireFields(object.path(name), path + "." + name, reason);
    }

    String text(String name) {
        JsonNode value = object.path(name);
        if (!value.isTextual()) {
            throw wrong(name, "must be a string");
        }
        return value.textValue();
    }

    /** A decimal string from 0 to 2^256 - 1. */
    BigInteger whole(String name) {
        String text = text(name);
        BigInteger value = WHOLE.matcher(text).matches() ? new BigInteger(text) : BigInteger.ONE.negate();
        if (value.signum() < 0 || value.bitLength() > 256) {
            throw wrong(name, "must be a whole number as a decimal string");
        }
        return value;
    }

    /** A time in whole seconds, as a decimal string. What lies beyond 2^53 is as good as for ever. */
    long seconds(String name) {
        BigInteger value = whole(name);
        if (value.bitLength() > 53) {
            throw wrong(name, "must be a Unix time in seconds");
        }
        return value.longValueExact();
    }

    /** A whole JSON number from 0 to 2^53. */
    long number(String name) {
        JsonNode value = object.path(name);
        if (!value.isIntegralNumber() || value.bigIntegerValue().bitLength() > 53 || value.longValue() < 0) {
            throw wrong(name, "must be a whole number");
        }
        return value.longValue();
    }

    EthAddress address(String name) {
        return parsed(name, EthAddress::parse);
    }

    Bytes32 bytes32(String name) {
        return parsed(name, Bytes32::parse);
    }

    EthSignature signature(String name) {
        return parsed(name, EthSignature::parse);
    }

    private <T> T parsed(String name, Function<String, T> parser) {
        String text = text(name);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, "is wrong: " + e.getMessage());
        }
    }

    private RefusedPaymentException wrong(String name, String what) {
        return new RefusedPaymentException(reason, path + "." + name + " " + what, "");
    }
}
