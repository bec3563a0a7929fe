package io.fluxledger.audit.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A piece of a document. There is no way to put markup in as text: what comes from outside is a {@link Text} or the value of
 * an attribute, and both are escaped when they are written.
 */
sealed interface Html {
    /** Elements that have no end tag. */
    Set<String> VOID = Set.of("meta", "link", "input", "br");

    /** Text as it is read. */
    record Text(String text) implements Html {}

    /** Pieces in their order. */
    record Several(List<Html> parts) implements Html {
        public Several {
            parts = List.copyOf(parts);
        }
    }

    /** @param attributes by name, in their order; names are the code's alone */
    record Element(String name, Map<String, String> attributes, List<Html> children) implements Html {
        public Element {
            children = List.copyOf(children);
        }

        /** With an attribute set. */
        Element with(String attribute, String value) {
            Map<String, String> more = new LinkedHashMap<>(attributes);
            more.put(attribute, value);
            return new Element(name, more, children);
        }

        /** As {@link #with(String, String)}, for attributes that are numbers. */
        Element with(String attribute, long value) {
            return with(attribute, Long.toString(value));
        }

        /** With more inside. */
        Element add(Html... more) {
            List<Html> all = new ArrayList<>(children);
            all.addAll(List.of(more));
            return new Element(name, attributes, all);
        }
    }

    /** Nothing. */
    static Html none() {
        return new Several(List.of());
    }

    static Text text(String text) {
        return new Text(text);
    }

    static Element el(String name, Html... children) {
        return new Element(name, Map.of(), List.of(children));
    }

    static Element el(String name, String text) {
        return el(name, text(text));
    }

    static Element el(String name, List<? extends Html> children) {
        return new Element(name, Map.of(), List.copyOf(children));
    }

    static Html all(List<? extends Html> parts) {
        return new Several(List.copyOf(parts));
    }

    static Html all(Html... parts) {
        return new Several(List.of(parts));
    }

    /**
     * A link to a place of this service.
     *
     * @throws IllegalArgumentException when it leads elsewhere
     */
    static Element link(String path, Html... children) {
        if (!path.startsWith("/") || path.startsWith("//") || path.contains("\\")) {
            throw new IllegalArgumentException("not a place of this service: " + path);
        }
        return el("a", children).with("href", path);
    }

    /** The document's text. */
    default String render() {
        StringBuilder out = new StringBuilder(8_192);
        write(this, out);
        return out.toString();
    }

    private static void write(Html html, StringBuilder out) {
        switch (html) {
            case Text(String text) -> escape(text, out);
            case Several(List<Html> parts) -> parts.forEach(part -> write(part, out));
            case Element(String name, Map<String, String> attributes, List<Html> children) -> {
                out.append('<').append(name);
                attributes.forEach((attribute, value) -> {
                    out.append(' ').append(attribute).append("=\"");
                    escape(value, out);
                    out.append('"');
                });
                out.append('>');
                if (!VOID.contains(name)) {
                    children.forEach(child -> write(child, out));
                    out.append("</").append(name).append('>');
                }
            }
        }
    }

    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }
}
