package io.fluxledger.runtime;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9457 problem.
 *
 * @param status HTTP status
 * @param code stable code, upper case with underscores; the type's last part is its kebab form
 * @param field the request's field that is at fault, where there is one
 * @param extra further members of the body
 */
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        @Nullable String field,
        Map<String, Object> extra) {
    private static final String BASE = "https://fluxledger.example/problems/";

    public Problem {
        extra = Map.copyOf(extra);
    }

    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, null, Map.of());
    }

    public Problem withField(String name) {
        return new Problem(status, code, title, detail, name, extra);
    }

    public Problem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extra);
        more.put(name, value);
        return new Problem(status, code, title, detail, field, more);
    }

    /** The body's members. */
    public Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", BASE + code.toLowerCase(Locale.ROOT).replace('_', '-'));
        body.put("title", title);
        body.put("status", status);
        body.put("code", code);
        body.put("detail", detail);
        if (field != null) {
            body.put("field", field);
        }
        body.putAll(extra);
        return body;
    }
}
