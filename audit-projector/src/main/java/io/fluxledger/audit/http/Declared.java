package io.fluxledger.audit.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The query parameters that {@code openapi.json} has for a route. No other is taken: an {@code as_of} that a route does not know
 * would be answered with today's figures.
 */
final class Declared {
    private static final JsonNode DOCUMENT = document();

    private final Set<String> names;

    private Declared(Set<String> names) {
        this.names = names;
    }

    /** @throws IllegalStateException when the document does not have the path */
    static Declared of(String path) {
        JsonNode operation = DOCUMENT.path("paths").path(path).path("get");
        if (operation.isMissingNode()) {
            throw new IllegalStateException("openapi.json does not describe " + path);
        }
        Set<String> names = new TreeSet<>();
        for (JsonNode each : operation.path("parameters")) {
            JsonNode parameter =
                    each.has("$ref") ? DOCUMENT.at(each.path("$ref").asText().substring(1)) : each;
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        }
        return new Declared(names);
    }

    /** @throws io.fluxledger.runtime.ProblemException INVALID_PARAMETER, for one that is not there or is there twice */
    void check(HttpCall call) {
        Set<String> given = new HashSet<>();
        for (String part : call.queryString().split("&", -1)) {
            String name = name(part);
            if (!part.isEmpty() && !names.contains(name)) {
                throw Parameters.invalid(
                        name, "this is asked with " + (names.isEmpty() ? "nothing" : names) + " alone");
            }
            if (!part.isEmpty() && !given.add(name)) {
                throw Parameters.invalid(name, name + " is given more than once");
            }
        }
    }

    private static String name(String part) {
        int end = part.indexOf('=');
        String raw = end < 0 ? part : part.substring(0, end);
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // It is no name that anybody declared.
            return raw;
        }
    }

    private static JsonNode document() {
        try {
            return Json.STRICT.readTree(DocumentRoutes.resource());
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.json", e);
        }
    }
}
