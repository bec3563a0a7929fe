package io.fluxledger.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What stands on a page of a list. */
final class Pages {
    private Pages() {}

    static List<String> ids(JsonNode page, String field) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(item -> ids.add(item.path(field).asText()));
        return ids;
    }

    static List<String> places(JsonNode page) {
        List<String> places = new ArrayList<>();
        page.path("items")
                .forEach(line -> places.add(
                        line.path("topic").asText() + " " + line.path("partition") + " " + line.path("offset")));
        return places;
    }
}
