package io.fluxledger.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServiceTest {
    private final Health health = new Health();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpService service = new HttpService(
                    new HttpService.Config("127.0.0.1", 0, 100), health, new Metrics())
            .route(
                    "POST",
                    "/echo/{name}",
                    call -> HttpReply.json(201, Map.of("name", call.pathParameter("name"), "body", call.json())))
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

    @Test
    void readinessFollowsTheChecks() throws Exception {
        boolean[] up = {false};
        health.check("part", () -> up[0]);
        assertThat(send("GET", "/health/ready", "").statusCode()).isEqualTo(503);
        up[0] = true;
        assertThat(send("GET", "/health/ready", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/metrics", "").body()).contains("jvm_memory_used_bytes");
    }
}
