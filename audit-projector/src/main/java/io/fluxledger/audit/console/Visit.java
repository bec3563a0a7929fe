package io.fluxledger.audit.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.rules.Address;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request for a page, and who makes it. */
record Visit(HttpCall call, Viewer viewer) {
    boolean seesAll() {
        return viewer.seesAll();
    }

    /** A parameter of the query; empty where it is not given. */
    String query(String name) {
        String value = call.query(name);
        return value == null ? "" : value.strip();
    }

    String path(String name) {
        return call.pathParameter(name);
    }

    /** An address in the path, in lower case. */
    String address() {
        return address(path("id"), "address");
    }

    static String address(String text, String field) {
        try {
            return Address.parse(text.toLowerCase(Locale.ROOT)).toString();
        } catch (IllegalArgumentException e) {
            throw invalid(field, "An address is 0x and 40 hex digits.");
        }
    }

    static ProblemException invalid(String field, String detail) {
        return new ProblemException(
                Problem.of(400, "INVALID_PARAMETER", "That cannot be", detail).withField(field));
    }

    static ProblemException unknown(String what) {
        return new ProblemException(Problem.of(404, "UNKNOWN", "Nothing there", what));
    }

    /** What is asked for is nothing for this viewer. */
    static ProblemException forAuditors(String what) {
        return new ProblemException(Problem.of(403, "FOR_AUDITORS", "For auditors", what + " Sign in to see it."));
    }

    static JsonNode json(Map<String, Object> answer) {
        return Json.STRICT.valueToTree(answer);
    }

    /** @throws ProblemException when there is no such thing */
    static JsonNode found(Optional<Map<String, Object>> answer, String otherwise) {
        return json(answer.orElseThrow(() -> unknown(otherwise)));
    }
}
