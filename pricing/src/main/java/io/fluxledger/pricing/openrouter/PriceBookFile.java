package io.fluxledger.pricing.openrouter;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.pricing.PriceBook;
import io.fluxledger.pricing.PriceList;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.PricingException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * A price book on disk: {@code {"lists": [{"version": 1, "effectiveFrom": "2026-08-01T00:00:00Z", "file": "models.json"}]}},
 * each file a model list of OpenRouter beside it.
 */
public final class PriceBookFile {
    private static final int MAX_LISTS = 1_000;

    /**
     * What was read.
     *
     * @param imports of each list, in the order of the file; they say what could not be used
     */
    public record Read(PriceBook book, List<ModelListImport.Imported> imports) {
        public Read {
            imports = List.copyOf(imports);
        }
    }

    private PriceBookFile() {}

    /**
     * Reads the book and all of its lists.
     *
     * @throws PricingException naming the field
     * @throws IOException when a file cannot be read
     */
    public static Read read(Path file) throws IOException {
        JsonNode lists =
                JsonReader.parse(Files.readAllBytes(file), "price book").path("lists");
        if (!lists.isArray() || lists.isEmpty() || lists.size() > MAX_LISTS) {
            throw new PricingException(Code.MISSING, "lists", "must be an array of 1 to " + MAX_LISTS);
        }
        List<ModelListImport.Imported> imports = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            String at = "lists[" + i + "].";
            JsonNode entry = lists.get(i);
            long version = JsonReader.count(entry.path("version"), at + "version")
                    .orElseThrow(() -> new PricingException(Code.MISSING, at + "version", "is missing"));
            byte[] document = Files.readAllBytes(file.resolveSibling(required(entry, "file", at)));
            imports.add(ModelListImport.read(document, version, moment(entry, at)));
        }
        List<PriceList> read =
                imports.stream().map(ModelListImport.Imported::list).toList();
        return new Read(new PriceBook(read), imports);
    }

    private static Instant moment(JsonNode entry, String at) {
        String text = required(entry, "effectiveFrom", at);
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new PricingException(
                    Code.MALFORMED, at + "effectiveFrom", "must be a UTC time such as 2026-08-01T00:00:00Z");
        }
    }

    private static String required(JsonNode entry, String name, String at) {
        return JsonReader.text(entry, name, at + name)
                .orElseThrow(() -> new PricingException(Code.MISSING, at + name, "is missing"));
    }
}
