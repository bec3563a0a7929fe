package io.fluxledger.audit.project;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What differs, first first, each once; of very many the first ones. */
final class Differences {
    private static final int MOST = 1_000;

    private final Set<String> texts = new LinkedHashSet<>();

    void add(String text) {
        if (texts.size() < MOST) {
            texts.add(text);
        }
    }

    void tooMany(Table table, String key) {
        add("PostgreSQL has a row " + key + " in " + table.name() + " that no record leads to");
    }

    void missing(Table table, String key) {
        add("PostgreSQL has no row " + key + " in " + table.name());
    }

    void changed(Table table, String key, String column, String has, String want) {
        add("PostgreSQL has %s %s in %s row %s, the topic leads to %s".formatted(column, has, table.name(), key, want));
    }

    List<String> all() {
        return List.copyOf(texts);
    }
}
