package io.fluxledger.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures for people, in columns. */
final class FigureTable {
    private static final List<String> HEADING = List.of("figure", "value", "unit", "target", "", "against");

    private FigureTable() {}

    static String text(List<Figure> figures) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADING);
        for (Figure figure : figures) {
            Target target = figure.target();
            rows.add(List.of(
                    figure.name(),
                    Numbers.text(figure.value()),
                    figure.unit(),
                    target == null ? "" : target.toString(),
                    verdict(figure, target),
                    figure.against() == null ? "" : figure.against()));
        }
        int[] widths = new int[HEADING.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append("  ").append(i == 1 ? padding + row.get(i) : row.get(i) + padding);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String verdict(Figure figure, @Nullable Target target) {
        if (target == null) {
            return "";
        }
        return figure.isMet() ? "met" : "MISSED";
    }
}
