package io.fluxledger.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Figures as an SVG picture: one bar a figure, grouped by unit. Where a unit has several figures they share a scale, so
 * that their bars can be compared; a target is a line across the bar.
 */
final class FigurePlot {
    private static final int LABEL = 300;
    private static final int BAR = 420;
    private static final int ROW = 24;
    private static final int WIDTH = LABEL + BAR + 200;
    private static final double ROOM = 1.05;

    private FigurePlot() {}

    static String svg(String title, List<Figure> figures) {
        Map<String, List<Figure>> units = figures.stream()
                .collect(Collectors.groupingBy(Figure::unit, java.util.LinkedHashMap::new, Collectors.toList()));
        int height = 50 + units.size() * (ROW + 10) + figures.size() * ROW;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">%n",
                WIDTH,
                height,
                WIDTH,
                height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.append(String.format(Locale.ROOT, "<text x=\"10\" y=\"24\" font-size=\"16\">%s</text>%n", escaped(title)));
        int y = 44;
        for (Map.Entry<String, List<Figure>> unit : units.entrySet()) {
            y += ROW;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s</text>%n",
                    y,
                    escaped(unit.getKey())));
            y += 10;
            double scale = scale(unit.getValue());
            for (Figure figure : unit.getValue()) {
                bar(svg, figure, y, scale);
                y += ROW;
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static double scale(List<Figure> figures) {
        double most = 0;
        for (Figure figure : figures) {
            Target target = figure.target();
            most = Math.max(most, Math.max(figure.value(), target == null ? 0 : target.value()));
        }
        return most == 0 ? 1 : most * ROOM;
    }

    private static void bar(StringBuilder svg, Figure figure, int y, double scale) {
        double length = Math.max(0, figure.value()) / scale * BAR;
        Target target = figure.target();
        String colour = target == null ? "#8899aa" : figure.isMet() ? "#2e7d4f" : "#b3402e";
        int base = y + 14;
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                LABEL - 8,
                base,
                escaped(figure.name())));
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LABEL,
                y + 2,
                length,
                ROW - 8,
                colour));
        String label = Numbers.text(figure.value());
        if (target != null) {
            double x = LABEL + target.value() / scale * BAR;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#000000\" stroke-width=\"2\"/>%n",
                    x,
                    y,
                    x,
                    y + ROW - 4));
            label += " (" + target + ")";
        }
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>%n", LABEL + BAR + 8, base, escaped(label)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
