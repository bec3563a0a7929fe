package io.fluxledger.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bench's table in a Markdown file, between two comments that name the bench. Figures that were measured take the place
 * of those of the same name; the others stay as they are.
 */
final class FigureSection {
    private static final String HEADING = "| figure | measured | target | against |\n|---|---|---|---|\n";

    private FigureSection() {}

    /**
     * Rewrites the file.
     *
     * @throws IllegalArgumentException when the file has no place for that bench
     */
    static void write(Path file, String bench, List<Figure> figures) throws IOException {
        Files.writeString(file, with(Files.readString(file), bench, figures));
    }

    static String with(String text, String bench, List<Figure> figures) {
        String begin = "<!-- figures of " + bench + " -->\n";
        String end = "<!-- end of " + bench + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "the file needs the lines \"%s\" and \"%s\", in that order".formatted(begin.strip(), end));
        }
        Map<String, String> rows = new LinkedHashMap<>();
        text.substring(from + begin.length(), to)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> rows.put(line.substring("| `".length(), line.indexOf('`', "| `".length())), line));
        for (Figure figure : figures) {
            rows.put(figure.name(), row(figure));
        }
        String table = HEADING + String.join("\n", rows.values()) + "\n";
        return text.substring(0, from + begin.length()) + table + text.substring(to);
    }

    private static String row(Figure figure) {
        Target target = figure.target();
        String measured = Numbers.text(figure.value()) + " " + figure.unit();
        String against = figure.against();
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        figure.name(),
                        figure.isMet() ? measured : "**" + measured + "**",
                        target == null ? "" : target,
                        against == null ? "" : against.replace("|", "\\|"));
    }
}
