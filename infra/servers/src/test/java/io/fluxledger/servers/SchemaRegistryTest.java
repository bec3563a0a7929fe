package io.fluxledger.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void keepsSchemasAcrossARestart() throws Exception {
        try (SchemaRegistry registry = start()) {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(registry.confluentApi() + "/subjects/a/versions"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"\\\"string\\\"\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(SchemaRegistry.isOurs(registry.process(), registry.port()))
                    .isTrue();
        }
        try (SchemaRegistry registry = start()) {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(registry.confluentApi() + "/subjects"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("[\"a\"]");
        }
    }

    private SchemaRegistry start() {
        return SchemaRegistry.start(
                directory.resolve("registry"), Ports.free(), directory.resolve("registry.log"), Progress.SILENT);
    }
}
