package io.fluxledger.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Figures for programs: {@code {"figures":[{"name","value","unit","target","against"}]}}. */
final class FigureJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FigureJson() {}

    static String text(List<Figure> figures) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode all = document.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode one = all.addObject();
            one.put("name", figure.name());
            one.put("value", figure.value());
            one.put("unit", figure.unit());
            Target target = figure.target();
            if (target == null) {
                one.putNull("target");
            } else {
                one.put("target", target.value());
            }
            one.put("against", figure.against());
        }
        return document.toPrettyString() + "\n";
    }

    /** Writes the file, making its directory. */
    static void write(Path file, List<Figure> figures) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, text(figures));
    }
}
