package io.fluxledger.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The part of a schema registry that reading and writing needs: ids by schema text. Ids are positions from 1. */
final class LocalRegistry implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final List<String> schemas = new ArrayList<>();
    private final HttpServer server;

    LocalRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Registers all of the catalog; the serde knows every id. */
    EventSerde serde() {
        SchemaRegistryClient client = client();
        for (TopicSpec topic : TopicCatalog.all()) {
            topic.schemas().forEach(schema -> client.register(topic.subject(schema), schema));
        }
        return new EventSerde(client);
    }

    SchemaRegistryClient client() {
        return new SchemaRegistryClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    /** Id of a schema, which is registered if need be. */
    synchronized int id(Schema schema) {
        return id(schema.toString());
    }

    private synchronized int id(String schema) {
        int found = schemas.indexOf(schema);
        if (found < 0) {
            schemas.add(schema);
            return schemas.size();
        }
        return found + 1;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        JsonNode request = json.readTree(exchange.getRequestBody());
        if (path.startsWith("/schemas/ids/")) {
            int id = Integer.parseInt(path.substring("/schemas/ids/".length()));
            synchronized (this) {
                if (id < 1 || id > schemas.size()) {
                    respond(exchange, 404, "{\"error_code\":40403}");
                } else {
                    respond(
                            exchange,
                            200,
                            json.createObjectNode()
                                    .put("schema", schemas.get(id - 1))
                                    .toString());
                }
            }
        } else {
            respond(exchange, 200, "{\"id\":" + id(request.path("schema").asText()) + "}");
        }
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
