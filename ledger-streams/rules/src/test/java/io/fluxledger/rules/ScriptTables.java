package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Reads tables and holds every row against what happened. */
final class ScriptTables {
    private ScriptTables() {}

    /** Runs a row at a clock; the two result columns. */
    interface Runner {
        List<String> run(long clockMs, String input);
    }

    static void check(String table, Runner runner) {
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (String line : table.lines().filter(l -> !l.isBlank()).toList()) {
            String[] cells = line.split("\\|", -1);
            String row = cells[0].trim() + " | " + cells[1].trim();
            expected.add(row + " | " + cells[2].trim() + " | " + cells[3].trim());
            actual.add(row + " | " + String.join(" | ", runner.run(Long.parseLong(cells[0].trim()), cells[1].trim())));
        }
        assertThat(actual).containsExactlyElementsOf(expected);
    }
}
