package io.fluxledger.audit.http;

import io.fluxledger.audit.read.AuditQueries.PageRequest;
import io.fluxledger.rules.Address;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parameters of requests, checked. */
final class Parameters {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;

    private Parameters() {}

    static PageRequest page(HttpCall call) {
        Long limit = number(call, "limit");
        if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
            throw invalid("limit", "limit is a whole number from 1 to " + MAX_LIMIT);
        }
        return new PageRequest(call.query("cursor"), limit == null ? DEFAULT_LIMIT : limit.intValue());
    }

    static @Nullable Long number(HttpCall call, String name) {
        String text = call.query(name);
        return text == null ? null : number(text, name);
    }

    static long number(String text, String name) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid(name, name + " is a whole number");
        }
    }

    static @Nullable Integer small(HttpCall call, String name) {
        Long number = number(call, name);
        if (number != null && (number < 0 || number > Integer.MAX_VALUE)) {
            throw invalid(name, name + " is a whole number from 0");
        }
        return number == null ? null : number.intValue();
    }

    /** Unix milliseconds, given as such or as an ISO-8601 instant. */
    static @Nullable Long time(HttpCall call, String name) {
        String text = call.query(name);
        if (text == null) {
            return null;
        }
        try {
            return text.chars().allMatch(Character::isDigit)
                    ? Long.parseLong(text)
                    : Instant.parse(text).toEpochMilli();
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
            throw invalid(name, name + " is a time such as 2026-11-22T00:00:00Z, or Unix milliseconds");
        }
    }

    static @Nullable String upper(HttpCall call, String name) {
        String text = call.query(name);
        return text == null ? null : text.toUpperCase(Locale.ROOT);
    }

    static @Nullable String address(HttpCall call, String name) {
        String text = call.query(name);
        return text == null ? null : canonical(text, name);
    }

    static String canonical(String text, String field) {
        try {
            return Address.parse(text.toLowerCase(Locale.ROOT)).toString();
        } catch (IllegalArgumentException e) {
            throw invalid(field, "an address is 0x and 40 hex digits");
        }
    }

    static ProblemException invalid(String field, String detail) {
        return new ProblemException(Problem.of(400, "INVALID_PARAMETER", "Invalid parameter", detail)
                .withField(field));
    }
}
