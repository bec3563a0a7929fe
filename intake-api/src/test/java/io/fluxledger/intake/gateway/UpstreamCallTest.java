package io.fluxledger.intake.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a provider's answer, byte for byte, over real connections. */
class UpstreamCallTest {
    private static final int MOST_BYTES = 10;
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final UpstreamCall upstream = new UpstreamCall();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a length              | 200 OK$Content-Length: 5$$hello                        | 200 hello
            chunks                | 200 OK$Transfer-Encoding: chunked$$2$he$3$llo$0$$      | 200 hello
            until it closes       | 200 OK$$hello^                                         | 200 hello
            nothing               | 204 No Content$$                                       | 204
            empty                 | 200 OK$Content-Length: 0$$                             | 200
            as long as it may be  | 200 OK$Content-Length: 10$$0123456789                  | 200 0123456789
            longer                | 200 OK$Content-Length: 11$$0123456789.                 | the provider's answer has more than 10 bytes
            longer, in chunks     | 200 OK$Transfer-Encoding: chunked$$f$0123456789.....$  | the provider's answer has more than 10 bytes
            an error              | 500 Oops$Content-Length: 4$$oops                       | 500 oops
            redirected            | 302 Found$Location: /other$Content-Length: 0$$         | 302
            packed                | 200 OK$Content-Encoding: gzip$Content-Length: 2$$zz    | 200 zz
            ends early            | 200 OK$Content-Length: 5$$hel^                         | the provider broke off its answer
            a chunk ends early    | 200 OK$Transfer-Encoding: chunked$$5$hel^              | the provider broke off its answer
            no answer             | ^                                                      | the provider cannot be reached
            the head ends early   | 200 OK$Content-Le^                                     | the provider cannot be reached
            not HTTP              | !$$^                                                   | the provider cannot be reached
            """)
    void readsAnswers(String name, String script, String outcome) throws Exception {
        String bytes = (script.equals("^") ? "" : script.startsWith("!") ? "hello " : "HTTP/1.1 ") + script;
        try (ScriptedProvider provider = new ScriptedProvider(bytes.replace("$", "\r\n"))) {
            assertThat(outcome(provider.at("/"), LONG)).startsWith(outcome);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no head               | ~                                                      | late: the provider did not answer within PT0.3S
            half a head           | HTTP/1.1 200 OK$Content-~                              | late: the provider did not answer within PT0.3S
            a head byte by byte   | HTTP/1.1 200 OK$Server: …                              | late: the provider did not answer within PT0.3S
            no body               | HTTP/1.1 200 OK$Content-Length: 5$$~                   | late: the provider's answer did not come to its end in time
            until it closes       | HTTP/1.1 200 OK$$he~                                   | late: the provider's answer did not come to its end in time
            half a body           | HTTP/1.1 200 OK$Content-Length: 5$$he~                 | late: the provider's answer did not come to its end in time
            no end                | HTTP/1.1 200 OK$Transfer-Encoding: chunked$$2$he$~     | late: the provider's answer did not come to its end in time
            """)
    void waitsNoLonger(String name, String script, String outcome) throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider(script.replace("$", "\r\n"))) {
            assertThat(outcome(provider.at("/"), PATIENCE)).isEqualTo(outcome);
            assertThat(provider.wasGivenUp()).isTrue();
        }
    }

    @Test
    void anAnswerByteByByteMustEndInTimeToo() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
        try (ScriptedProvider provider = new ScriptedProvider(head + "…")) {
            UpstreamCall.Reply reply = upstream.ask(question(provider.at("/")), LONG, LONG);
            assertThat(reply.body().next(LONG)).contains('.');
            UpstreamCall.Reply shorter = reply.endingBy(System.nanoTime() + PATIENCE.toNanos());
            assertThatThrownBy(() -> shorter.readAll(1_000_000))
                    .isInstanceOfSatisfying(
                            FailedException.class, e -> assertThat(e.timedOut()).isTrue());
            assertThat(provider.wasGivenUp()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} headers of {1} characters: {2}")
    @CsvSource({
        "1, 16000, 200",
        "1, 17000, the headers of the provider's answer are too large",
        "3, 6000, the headers of the provider's answer are too large",
        "190, 10, 200",
        "210, 10, the headers of the provider's answer are too large"
    })
    void boundsHeaders(int count, int characters, String outcome) throws Exception {
        String header = "X: " + "x".repeat(characters) + "\r\n";
        try (ScriptedProvider provider =
                new ScriptedProvider("HTTP/1.1 200 OK\r\n" + header.repeat(count) + "Content-Length: 0\r\n\r\n")) {
            assertThat(outcome(provider.at("/"), LONG)).isEqualTo(outcome);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            read to its end       | 200 OK$Content-Length: 5$$hello                        | 1
            nothing to read       | 204 No Content$$                                       | 1
            too long              | 200 OK$Content-Length: 11$$0123456789.                 | 2
            the server closes     | 200 OK$Connection: close$Content-Length: 5$$hello^     | 2
            """)
    void usesConnectionsAgain(String name, String script, int connections) throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider("HTTP/1.1 " + script.replace("$", "\r\n"))) {
            String first = outcome(provider.at("/"), LONG);
            assertThat(outcome(provider.at("/"), LONG)).isEqualTo(first);
            assertThat(provider.connections()).isEqualTo(connections);
        }
    }

    @Test
    void whatIsCancelledIsGivenUp() throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe~")) {
            upstream.ask(question(provider.at("/")), LONG, LONG).body().cancel();
            assertThat(provider.wasGivenUp()).isTrue();
        }
    }

    @Test
    void nobodyThere() throws Exception {
        URI nowhere;
        try (ScriptedProvider provider = new ScriptedProvider("")) {
            nowhere = provider.at("/");
        }
        assertThat(outcome(nowhere, LONG)).isEqualTo("the provider cannot be reached");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET, /a/b?c=d%20e, GET /a/b?c=d%20e HTTP/1.1",
        "POST, //twice//, POST //twice// HTTP/1.1",
        "DELETE, /%2e%2e/x, DELETE /%2e%2e/x HTTP/1.1",
        "PATCH, /, PATCH / HTTP/1.1"
    })
    void asksForThePathAsItIs(String method, String path, String line) throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider("HTTP/1.1 204 No Content\r\n\r\n")) {
            var question = new UpstreamCall.Question(
                    method, provider.at(path), Map.of("x-one", List.of("1", "2")), ByteBuffer.allocate(0));
            assertThat(upstream.ask(question, LONG, LONG).status()).isEqualTo(204);
            assertThat(provider.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request)
                            .startsWith(line + "\n")
                            .contains("x-one: 1\n", "x-one: 2\n", "User-Agent: Fluxledger\n", "Host: 127.0.0.1:")
                            .doesNotContain("gzip", "Cookie"));
        }
    }

    private static UpstreamCall.Question question(URI target) {
        return new UpstreamCall.Question("GET", target, Map.of(), ByteBuffer.allocate(0));
    }

    private String outcome(URI target, Duration limit) {
        try {
            UpstreamCall.Reply reply = upstream.ask(question(target), limit, limit);
            return (reply.status() + " " + new String(reply.readAll(MOST_BYTES), StandardCharsets.US_ASCII)).trim();
        } catch (FailedException e) {
            return (e.timedOut() ? "late: " : "") + e.why();
        }
    }
}
