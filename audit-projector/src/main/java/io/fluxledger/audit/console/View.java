package io.fluxledger.audit.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * A page without its frame.
 *
 * @param json where a program reads the same; empty where it cannot
 * @param asOf what the answer stands after
 */
record View(int status, String title, Html content, String json, JsonNode asOf) {
    static View of(String title, Html content, String json, JsonNode asOf) {
        return new View(200, title, content, json, asOf);
    }

    static View plain(int status, String title, Html content) {
        return new View(status, title, content, "", MissingNode.getInstance());
    }
}
