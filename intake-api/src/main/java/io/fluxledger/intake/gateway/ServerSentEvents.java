package io.fluxledger.intake.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a stream of server-sent events into its events, which keep their bytes. For one reader. */
final class ServerSentEvents {
    private static final int MAX_EVENT_BYTES = 1 << 20;
    private static final byte[] BLANK_LINE = {'\n', '\n'};

    /** An event. */
    static final class Event {
        private final String name;
        private final String data;
        private final byte[] raw;

        private Event(String name, String data, byte[] raw) {
            this.name = name;
            this.data = data;
            this.raw = raw;
        }

        /** Its {@code event} field; empty when it has none. */
        String name() {
            return name;
        }

        /** Its data lines, joined by line feeds. */
        String data() {
            return data;
        }

        /** As it came, with the blank line at its end. */
        byte[] raw() {
            return raw;
        }
    }

    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<String> data = new ArrayList<>();
    private String name = "";
    private boolean afterReturn;

    /** An event as a server writes it. */
    static byte[] event(String name, String data) {
        String head = name.isEmpty() ? "" : "event: " + name + "\n";
        return (head + "data: " + data.replace("\n", "\ndata: ") + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The events that end in this piece.
     *
     * @throws FailedException when one is too large
     */
    List<Event> add(byte[] piece) throws FailedException {
        List<Event> complete = new ArrayList<>();
        for (byte b : piece) {
            boolean secondOfTwo = afterReturn && b == '\n';
            afterReturn = b == '\r';
            if (secondOfTwo) {
                if (raw.size() > 0) {
                    raw.write(b);
                }
                continue;
            }
            raw.write(b);
            if (raw.size() > MAX_EVENT_BYTES) {
                throw new FailedException("an event has more than " + MAX_EVENT_BYTES + " bytes", false);
            }
            if (b != '\n' && b != '\r') {
                line.write(b);
            } else if (line.size() > 0) {
                field(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                complete.add(finished());
            }
        }
        return complete;
    }

    /** What is left when the stream has ended, as if it had its blank line; none where nothing is. */
    List<Event> rest() {
        if (raw.size() == 0) {
            return List.of();
        }
        if (line.size() > 0) {
            field(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
        raw.writeBytes(BLANK_LINE);
        return List.of(finished());
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        switch (field) {
            case "event" -> name = value;
            case "data" -> data.add(value);
            default -> {
                // Comments, ids and retry times pass unread.
            }
        }
    }

    private Event finished() {
        Event event = new Event(name, String.join("\n", data), raw.toByteArray());
        raw.reset();
        data.clear();
        name = "";
        return event;
    }
}
