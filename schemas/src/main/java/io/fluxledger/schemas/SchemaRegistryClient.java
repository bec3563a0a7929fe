package io.fluxledger.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Client of the Confluent schema registry REST API, the part that the wire format needs. Ids and schemas are cached for
 * ever: they never change.
 */
public final class SchemaRegistryClient {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    private final URI base;
    /** HTTP/1.1: an upgrade to HTTP/2 in the clear that the registry accepts can hang beyond the request's time-out. */
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();

    /** @param base base of the Confluent API, for example {@code http://host:8081} or Apicurio's ccompat path */
    public SchemaRegistryClient(URI base) {
        String text = base.toString();
        this.base = text.endsWith("/") ? base : URI.create(text + "/");
    }

    /** Answer of the registry that is not a success and will not become one by repetition. */
    public static final class RegistryRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        RegistryRefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        /** HTTP status of the answer. */
        public int status() {
            return status;
        }
    }

    /** The registry could not be reached; the same call may succeed later. */
    public static final class RegistryUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RegistryUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Registers the schema under the subject, or finds it there; its global id. */
    public int register(String subject, Schema schema) {
        JsonNode answer = call("POST", "subjects/" + encode(subject) + "/versions", body("schema", schema.toString()));
        int id = answer.path("id").asInt();
        ids.put(subject, id);
        byId.put(id, schema);
        return id;
    }

    /** Id of the schema under the subject, which must have been registered. */
    public int idOf(String subject, Schema schema) {
        Integer id = ids.get(subject);
        if (id != null) {
            return id;
        }
        JsonNode answer = call("POST", "subjects/" + encode(subject), body("schema", schema.toString()));
        int found = answer.path("id").asInt();
        ids.put(subject, found);
        byId.putIfAbsent(found, schema);
        return found;
    }

    /** The schema with that global id. */
    public Schema schema(int id) {
        Schema known = byId.get(id);
        if (known != null) {
            return known;
        }
        JsonNode answer = call("GET", "schemas/ids/" + id, null);
        Schema schema = new Schema.Parser().parse(answer.path("schema").asText());
        byId.put(id, schema);
        return schema;
    }

    /**
     * A schema as it is registered.
     *
     * @param schema as the registry has it, JSON
     */
    public record Registered(int id, String subject, int version, String schema) {}

    /** Everything that is registered, in the order of ids. */
    public List<Registered> registered() {
        List<Registered> all = new ArrayList<>();
        for (JsonNode subject : call("GET", "subjects", null)) {
            String versions = "subjects/" + encode(subject.asText()) + "/versions";
            for (JsonNode version : call("GET", versions, null)) {
                JsonNode found = call("GET", versions + "/" + version.asInt(), null);
                all.add(new Registered(
                        found.path("id").asInt(),
                        subject.asText(),
                        version.asInt(),
                        found.path("schema").asText()));
            }
        }
        all.sort(Comparator.comparingInt(Registered::id).thenComparing(Registered::subject));
        return List.copyOf(all);
    }

    /** Sets the compatibility rule of the whole registry, for example {@code FULL_TRANSITIVE}. */
    public void setCompatibility(String level) {
        call("PUT", "config", body("compatibility", level));
    }

    private String body(String field, String value) {
        return json.createObjectNode().put(field, value).toString();
    }

    private static String encode(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8);
    }

    private JsonNode call(String method, String path, @org.jspecify.annotations.Nullable String body) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", CONTENT_TYPE)
                .header("Accept", CONTENT_TYPE)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        IOException last = new IOException("not tried");
        long pauseMs = FIRST_PAUSE.toMillis();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                int status = response.statusCode();
                if (status < 300) {
                    return json.readTree(response.body());
                }
                if (status < 500 && status != 429) {
                    throw new RegistryRefusedException(
                            status, "%s %s: HTTP %d %s".formatted(method, path, status, response.body()));
                }
                last = new IOException("HTTP " + status + " " + response.body());
            } catch (IOException e) {
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryUnavailableException("interrupted while asking the schema registry", e);
            }
            if (attempt < ATTEMPTS) {
                pause(pauseMs);
                pauseMs *= 2;
            }
        }
        throw new RegistryUnavailableException(
                "schema registry at " + base + " did not answer " + ATTEMPTS + " times: " + last.getMessage(), last);
    }

    private static void pause(long pauseMs) {
        try {
            Thread.sleep(pauseMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("interrupted while waiting for the schema registry", e);
        }
    }
}
