package io.fluxledger.local;

import io.fluxledger.local.stack.Report;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines and tables for people. */
public final class Console {
    private Console() {}

    /** Progress lines, the part's name first. */
    public static Report report(PrintWriter out) {
        return (part, text) -> {
            synchronized (out) {
                out.printf(Locale.ROOT, "  %-12s %s%n", part, text);
                out.flush();
            }
        };
    }

    /**
     * Prints rows in columns as wide as they need to be; cells that are numbers go to the right.
     *
     * @param rows all as long as the heading
     */
    public static void table(PrintWriter out, List<String> heading, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(List.of(heading));
        all.addAll(rows);
        int[] widths = new int[heading.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                String padding = " ".repeat(widths[i] - cell.length());
                line.append(isNumber(cell) ? padding + cell : cell + padding).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(c -> Character.isDigit(c) || c == '.' || c == '-');
    }
}
