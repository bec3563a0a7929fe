package io.fluxledger.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/**
 * What a service answered.
 *
 * @param body JSON; missing when there was none
 */
public record Answer(int status, JsonNode body, HttpHeaders headers) {
    public boolean ok() {
        return status >= 200 && status < 300;
    }

    /** Whether nobody knows yet what became of the request; the same request may be sent again, it counts once. */
    public boolean unclear() {
        return status == 503 || status == 504;
    }

    /** Stable code of a problem (RFC 9457); {@code HTTP_<status>} when it has none. */
    public String code() {
        return body.path("code").asText("HTTP_" + status);
    }

    /** A problem in one line. */
    public String describe() {
        return "HTTP %d %s: %s".formatted(status, code(), body.path("detail").asText(body.toString()));
    }

    /**
     * The answer itself when it is a success.
     *
     * @throws UnexpectedAnswerException otherwise
     */
    public Answer require(String what) {
        if (!ok()) {
            throw new UnexpectedAnswerException(what + ": " + describe());
        }
        return this;
    }
}
