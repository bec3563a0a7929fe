package io.fluxledger.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServiceTest {
    private final Health health = new Health();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Semaphore bits = new Semaphore(0);
    private final Semaphore finished = new Semaphore(0);
    private final HttpService service = new HttpService(
                    new HttpService.Config("127.0.0.1", 0, 100), health, new Metrics())
            .route(
                    "POST",
                    "/echo/{name}",
                    call -> HttpReply.json(201, Map.of("name", call.pathParameter("name"), "body", call.json())))
            .route("GET", "/asks", call -> HttpReply.json(200, Collections.singletonMap("a", call.query("a"))))
            .route("GET", "/below/{+rest}", call -> HttpReply.json(200, List.of(call.rawPath(), call.headers())))
            .route(
                    "GET",
                    "/bits",
                    call -> HttpReply.stream(200, "text/plain", this::bits).afterwards(finished::release))
            .route(
                    "GET",
                    "/breaks",
                    call -> HttpReply.stream(200, "text/plain", out -> {
                                out.write('a');
                                out.flush();
                                throw new IOException("broken off");
                            })
                            .afterwards(finished::release))
            .route("GET", "/fails", call -> {
                throw new IllegalStateException("secret detail");
            });

    @BeforeEach
    void start() {
        service.start();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void everyAnswerHasItsStatusAndForm() throws Exception {
        String table = """
            POST /echo/a  {"x":1}        201 {"x":1}
            POST /echo/a  {"x":1         400 MALFORMED_JSON
            POST /echo/a  {"x":1,"x":2}  400 MALFORMED_JSON
            POST /echo/a  {"x":1}1       400 MALFORMED_JSON
            GET  /echo/a  -              405 METHOD_NOT_ALLOWED
            GET  /nowhere -              404 NOT_FOUND
            GET  /fails   -              500 INTERNAL_ERROR
            GET  /asks?a=b%20c -         200 c
            GET  /asks?a= -              200 {"a":""}
            GET  /asks    -              200 {"a":null}
            """;
        for (String row : table.lines().toList()) {
            String[] cells = row.split("\\s+");
            HttpResponse<String> answer = send(cells[0], cells[1], cells[2].equals("-") ? "" : cells[2]);
            assertThat(answer.statusCode()).as(row).isEqualTo(Integer.parseInt(cells[3]));
            assertThat(answer.body()).as(row).contains(cells[4]).doesNotContain("secret detail");
        }
        HttpResponse<String> large = send("POST", "/echo/a", "\"" + "x".repeat(100) + "\"");
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("BODY_TOO_LARGE");
        assertThat(large.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    /** The server's own limits, 4 KiB of request line and 16 KiB of headers: a head without end must not fill the memory. */
    @Test
    void headsAreBounded() throws Exception {
        for (String head : List.of(
                "GET /asks?a=" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /asks HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n",
                "GET /asks HTTP/1.1\r\nHost: a\r\n" + "X-Many: x\r\n".repeat(2_000) + "\r\n")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 4".length());
                assertThat(new String(line, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 4");
            }
        }
        assertThat(send("GET", "/asks", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aRouteMayHaveItsOwnSizeAndAllMayHaveSomethingAround() throws Exception {
        try (HttpService other = new HttpService(
                        new HttpService.Config("127.0.0.1", 0, 10), new Health(), new Metrics())
                .outside(handler -> call -> handler.handle(call).header("X-Outside", call.path()))
                .around(handler -> call -> handler.handle(call).header("X-Around", call.remoteAddress()))
                .route("POST", "/small", call -> HttpReply.text(200, "text/plain", call.queryString()))
                .route("POST", "/large", 20, call -> HttpReply.text(200, "text/plain", "large"))
                .start()) {
            for (String row : List.of(
                    "/small?a=b%20c 10 200 a=b%20c", "/small 11 413 10", "/large 20 200 large", "/large 21 413 20")) {
                String[] cells = row.split(" ");
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + other.port() + cells[0]))
                                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(Integer.parseInt(cells[1]))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(row).isEqualTo(Integer.parseInt(cells[2]));
                assertThat(answer.body()).as(row).contains(cells[3]);
                assertThat(answer.headers().firstValue("X-Around"))
                        .as(row)
                        .isEqualTo(cells[2].equals("200") ? Optional.of("127.0.0.1") : Optional.empty());
                assertThat(answer.headers().firstValue("X-Outside").isPresent())
                        .as(row)
                        .isEqualTo(cells[2].equals("200"));
            }
            assertThat(other.routes()).containsEntry("/small", Set.of("POST")).containsKey("/health/live");
        }
    }

    @Test
    void bodiesThatCallThemselvesSomethingElseAreRefused() throws Exception {
        String table = """
            application/json                 201
            application/json; charset=utf-8  201
            Application/JSON                 201
            application/cloudevents+json     201
            text/plain                       415
            application/x-www-form-urlencoded 415
            """;
        for (String row : table.lines().toList()) {
            int gap = row.lastIndexOf(' ');
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/echo/a"))
                            .header("Content-Type", row.substring(0, gap).trim())
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(row).isEqualTo(Integer.parseInt(row.substring(gap + 1)));
        }
    }

    @Test
    void whatIsNotHttpIsNotAnsweredWithAStackTrace() throws Exception {
        String table = """
            GET /echo/%zz HTTP/1.1
            GET /asks?a=%zz HTTP/1.1
            GET  HTTP/1.1
            nonsense
            """;
        for (String row : table.lines().toList()) {
            String answer = raw(row + "\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(row).startsWith("HTTP/1.1 400").doesNotContain("Exception", "\tat ");
        }
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void readinessFollowsTheChecks() throws Exception {
        boolean[] up = {false};
        health.check("part", () -> up[0]);
        assertThat(send("GET", "/health/ready", "").statusCode()).isEqualTo(503);
        health.check("broken", () -> {
            throw new IllegalStateException("no connection");
        });
        up[0] = true;
        assertThat(send("GET", "/health/ready", "").body()).isEqualTo("{\"broken\":false,\"part\":true}");
        health.check("broken", () -> true);
        assertThat(send("GET", "/health/ready", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/metrics", "").body()).contains("jvm_memory_used_bytes");
    }

    private void bits(OutputStream out) throws IOException {
        for (int i = 0; i < 3; i++) {
            bits.acquireUninterruptibly();
            out.write('0' + i);
            out.flush();
        }
    }

    /** The head goes out with the first piece. */
    @Test
    void aStreamIsReadWhileItIsWritten() throws Exception {
        bits.release();
        HttpResponse<InputStream> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/bits"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            assertThat(in.read()).isEqualTo('0');
            assertThat(finished.availablePermits()).isZero();
            bits.release(2);
            assertThat(in.readAllBytes()).isEqualTo(new byte[] {'1', '2'});
        }
        assertThat(finished.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    /** What breaks off must not look complete. */
    @Test
    void aBrokenStreamHasNoEnd() throws Exception {
        assertThatThrownBy(() -> send("GET", "/breaks", "")).isInstanceOf(IOException.class);
        assertThat(finished.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void pathsOfSeveralSegmentsAndHeadersComeAsTheyWereSent() throws Exception {
        String body = send("GET", "/below/a%20b/c", "").body();
        assertThat(body).contains("/below/a%20b/c").contains("\"host\":[\"127.0.0.1:" + service.port() + "\"]");
        assertThat(service.routes()).containsKey("/below/{rest}");
    }
}
