package io.fluxledger.local.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Prices of the DEMO provider as the gateway's price book has them. */
final class DemoPriceList {
    private static final String MODELS = "models.json";
    private static final long CONTEXT_TOKENS = 128_000;
    private static final long MAX_COMPLETION_TOKENS = 4_096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private DemoPriceList() {}

    static void write(Path book) throws IOException {
        ObjectNode lists = JSON.createObjectNode();
        lists.putArray("lists")
                .addObject()
                .put("version", 1)
                .put("effectiveFrom", "2026-01-01T00:00:00Z")
                .put("file", MODELS);
        ObjectNode models = JSON.createObjectNode();
        ArrayNode data = models.putArray("data");
        model(data, "gpt-4o-mini", "0.00004", "0.00006");
        model(data, "demo/free", "0", "0");
        JSON.writeValue(book.resolveSibling(MODELS).toFile(), models);
        JSON.writeValue(book.toFile(), lists);
    }

    /** @param prompt USD for a token read */
    private static void model(ArrayNode data, String id, String prompt, String completion) {
        ObjectNode model = data.addObject().put("id", id).put("context_length", CONTEXT_TOKENS);
        model.putObject("pricing").put("prompt", prompt).put("completion", completion);
        model.putObject("top_provider").put("max_completion_tokens", MAX_COMPLETION_TOKENS);
    }
}
