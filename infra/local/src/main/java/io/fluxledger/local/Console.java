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
     * Prints rows in columns as wide as they need to be; cells that are numbers go to the right. Control characters are printed as dots:
     * what a cell has may come from anybody, and a terminal would obey it.
     *
     * @param rows all as long as the heading
     */
    public static void table(PrintWriter out, List<String> heading, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(List.of(heading));
        rows.forEach(row -> all.add(row.stream().map(Console::inert).toList()));
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

    /** The text without what moves a cursor, colours, or turns the direction of writing. */
    public static String inert(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\x{2028}\\x{2029}]", ".");
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(c -> Character.isDigit(c) || c == '.' || c == '-');
    }
}
