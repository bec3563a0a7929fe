package io.fluxledger.intake.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSentEventsTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Name and data of each event of a stream that arrives in pieces of that size. */
    private static List<String> events(String stream, int size) throws FailedException {
        ServerSentEvents events = new ServerSentEvents();
        List<ServerSentEvents.Event> all = new ArrayList<>();
        byte[] bytes = bytes(stream);
        for (int at = 0; at < bytes.length; at += size) {
            all.addAll(events.add(java.util.Arrays.copyOfRange(bytes, at, Math.min(at + size, bytes.length))));
        }
        all.addAll(events.rest());
        return all.stream().map(event -> event.name() + "=" + event.data()).toList();
    }

    /** Streams, with n and r for line feed and carriage return; their events in pieces of every size. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        data: a#n#n                            | =a
        data: a#ndata:b#n#n                    | =a+b
        event: e#ndata: a#n#ndata: b#n#n       | e=a =b
        event: e#r#ndata: a#r#n#r#ndata: b#r#n#r#n | e=a =b
        event: e#rdata: a#r#rdata: b#r#r       | e=a =b
        : comment#n#ndata: ü#n#n               | = =ü
        id: 7#nretry: 9#ndata#n#n              | =
        data: a#n#ndata: b                     | =a =b
        """)
    void readsEventsInPiecesOfEverySize(String form, String expected) throws Exception {
        String stream = form.replace("#n", "\n").replace("#r", "\r");
        for (int size = 1; size <= stream.length() + 1; size++) {
            assertThat(String.join(" ", events(stream, size)).replace("\n", "+"))
                    .as("pieces of %d", size)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: a\n\n: c\n\nevent: x\ndata: 1\ndata: 2\n\n", "data: a\r\n\r\n"})
    void eventsKeepTheirBytes(String stream) throws Exception {
        StringBuilder raw = new StringBuilder();
        for (ServerSentEvents.Event event : new ServerSentEvents().add(bytes(stream))) {
            raw.append(new String(event.raw(), StandardCharsets.UTF_8));
        }
        // A line feed that follows the return of a blank line is not needed.
        assertThat(raw.toString())
                .isEqualTo(stream.endsWith("\r\n") ? stream.substring(0, stream.length() - 1) : stream);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        assertThat(events(new String(ServerSentEvents.event("n", "a\nb"), StandardCharsets.UTF_8), 3))
                .containsExactly("n=a\nb");
    }

    @Test
    void anEventWithoutEndIsRefused() {
        ServerSentEvents events = new ServerSentEvents();
        byte[] half = new byte[600_000];
        assertThatThrownBy(() -> {
                    events.add(half);
                    events.add(half);
                })
                .isInstanceOf(FailedException.class);
    }
}
