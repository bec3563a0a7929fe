package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;
import static io.fluxledger.audit.console.Html.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Small drawings of figures. Each says in words what it shows; colours and lines come from the style sheet. */
final class Charts {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 120;
    private static final int BAR_HEIGHT = 24;
    private static final int SCALE = 6;

    private Charts() {}

    /** A figure at a time. */
    record Point(long atMs, BigDecimal value) {}

    /** A figure with its name. */
    record Share(String name, BigDecimal value) {}

    private static Html.Element drawing(String id, String title, int width, int height, List<Html> shapes) {
        List<Html> inside = new ArrayList<>();
        inside.add(el("title", title).with("id", id + "-says"));
        inside.addAll(shapes);
        return el("svg", inside)
                .with("viewBox", "0 0 " + width + " " + height)
                .with("role", "img")
                .with("aria-labelledby", id + "-says")
                .with("preserveAspectRatio", "none")
                .with("class", "chart");
    }

    /** Figures of equal steps of time, the latest last, as a filled line from zero. */
    static Html rates(String id, String title, List<Long> rates) {
        long top = Math.max(1, rates.stream().mapToLong(Long::longValue).max().orElse(0));
        StringBuilder path = new StringBuilder("M0 " + HEIGHT);
        int last = Math.max(1, rates.size() - 1);
        for (int i = 0; i < rates.size(); i++) {
            long y = HEIGHT - rates.get(i) * (HEIGHT - 4) / top;
            path.append(" L")
                    .append(decimal((double) i * WIDTH / last))
                    .append(' ')
                    .append(y);
        }
        path.append(" L").append(WIDTH).append(' ').append(HEIGHT).append(" Z");
        return drawing(
                id,
                title,
                WIDTH,
                HEIGHT,
                List.of(el("path").with("d", path.toString()).with("class", "area")));
    }

    /** A balance that stands until it changes. Nothing where there are fewer than two points. */
    static Html steps(String id, String title, List<Point> points) {
        if (points.size() < 2) {
            return Html.none();
        }
        BigDecimal top = points.stream().map(Point::value).reduce(BigDecimal.ZERO, BigDecimal::max);
        BigDecimal bottom = points.stream().map(Point::value).reduce(BigDecimal.ZERO, BigDecimal::min);
        BigDecimal height = top.subtract(bottom).max(new BigDecimal("0.000000001"));
        long from = points.getFirst().atMs();
        double width = Math.max(1, points.getLast().atMs() - from);
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            String x = decimal((point.atMs() - from) / width * WIDTH);
            String y = decimal(top.subtract(point.value())
                                    .divide(height, SCALE, RoundingMode.HALF_EVEN)
                                    .doubleValue()
                            * (HEIGHT - 4)
                    + 2);
            path.append(path.isEmpty() ? "M" + x + " " + y : " H" + x + " V" + y);
        }
        return drawing(
                id,
                title,
                WIDTH,
                HEIGHT,
                List.of(el("path").with("d", path.toString()).with("class", "line")));
    }

    /** Columns beside one another, each with its name and figure to read. */
    static Html columns(String id, String title, List<Share> columns) {
        BigDecimal top = columns.stream().map(Share::value).reduce(BigDecimal.ZERO, BigDecimal::max);
        if (top.signum() <= 0) {
            return Html.none();
        }
        double step = (double) WIDTH / columns.size();
        List<Html> shapes = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            double height = part(columns.get(i).value(), top) * (HEIGHT - 2);
            shapes.add(el(
                            "rect",
                            el(
                                    "title",
                                    columns.get(i).name() + ": "
                                            + plain(columns.get(i).value())))
                    .with("x", decimal(i * step + step * 0.1))
                    .with("y", decimal(HEIGHT - height))
                    .with("width", decimal(Math.min(step * 0.8, 48)))
                    .with("height", decimal(height))
                    .with("class", "column"));
        }
        return drawing(id, title, WIDTH, HEIGHT, shapes);
    }

    /** Parts of a whole in a row, with a legend that is read. Nothing where the whole is nothing. */
    static Html parts(String id, String title, List<Share> shares, BigDecimal whole) {
        if (whole.signum() <= 0) {
            return Html.none();
        }
        List<Html> shapes = new ArrayList<>();
        List<Html> legend = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.value().signum() <= 0) {
                continue;
            }
            double width = part(share.value(), whole) * WIDTH;
            String tone = "part part-" + i % 5;
            shapes.add(el("rect", el("title", share.name() + ": " + plain(share.value())))
                    .with("x", decimal(x))
                    .with("y", 0)
                    .with("width", decimal(width))
                    .with("height", BAR_HEIGHT)
                    .with("class", tone));
            legend.add(el(
                    "li",
                    el("span").with("class", "key " + tone),
                    text(share.name() + " "),
                    Cells.amount(plain(share.value()))));
            x += width;
        }
        return Html.all(
                drawing(id, title, WIDTH, BAR_HEIGHT, shapes).with("class", "chart bar"),
                el("ul", legend).with("class", "legend"));
    }

    private static double part(BigDecimal value, BigDecimal whole) {
        return Math.clamp(value.divide(whole, SCALE, RoundingMode.HALF_EVEN).doubleValue(), 0, 1);
    }

    static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
