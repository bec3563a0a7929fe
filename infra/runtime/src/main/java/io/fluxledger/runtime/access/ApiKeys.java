package io.fluxledger.runtime.access;

import io.fluxledger.runtime.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that this service knows, from a file with a line for each ({@link ApiKey#line}; empty lines and those with a # in front
 * are left out). The file is read again when it has changed, so that a key is there, or gone, within a second.
 */
public final class ApiKeys {
    /** No keys. */
    public static final ApiKeys NONE = new ApiKeys(null);

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);
    private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_KEYS = 100_000;

    /** @param changed when the file was written that this is from */
    private record Content(Map<String, ApiKey> byId, FileTime changed, long bytes) {}

    private final @Nullable Path file;
    private volatile Content content = new Content(Map.of(), FileTime.fromMillis(0), 0);
    private volatile long checkedNanos;

    private ApiKeys(@Nullable Path file) {
        this.file = file;
    }

    /**
     * The keys of a file.
     *
     * @throws ConfigurationException naming the line that is none
     */
    public static ApiKeys read(Path file) {
        ApiKeys keys = new ApiKeys(file);
        keys.content = load(file);
        keys.checkedNanos = System.nanoTime();
        return keys;
    }

    private static Content load(Path file) {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            List<String> lines = Files.readAllLines(file);
            Map<String, ApiKey> byId = new LinkedHashMap<>();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).trim();
                if (!line.isEmpty() && !line.startsWith("#")) {
                    add(byId, line, file + " line " + (i + 1));
                }
            }
            return new Content(Map.copyOf(byId), changed, Files.size(file));
        } catch (IOException e) {
            throw new ConfigurationException("cannot read the keys in " + file + ": " + e.getMessage(), e);
        }
    }

    private static void add(Map<String, ApiKey> byId, String line, String where) {
        try {
            ApiKey key = ApiKey.parse(line);
            if (byId.put(key.id(), key) != null || byId.size() > MAX_KEYS) {
                throw new ConfigurationException(where + " has an id that is taken, or one key too many");
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(where + " " + e.getMessage(), e);
        }
    }

    /** Whether there is a file of keys at all. */
    boolean isConfigured() {
        return file != null;
    }

    /** The key with an id. */
    Optional<ApiKey> withId(String id) {
        return Optional.ofNullable(current().byId().get(id));
    }

    /** The known key that a text is. */
    public Optional<ApiKey> find(String given) {
        ApiKey known = ApiKey.idIn(given).map(current().byId()::get).orElse(null);
        String hash = ApiKey.hash(given);
        return known != null && known.hasHash(hash) ? Optional.of(known) : Optional.empty();
    }

    private Content current() {
        Path watched = file;
        if (watched != null && System.nanoTime() - checkedNanos > CHECK_NANOS) {
            checkedNanos = System.nanoTime();
            refresh(watched);
        }
        return content;
    }

    private void refresh(Path watched) {
        try {
            Content known = content;
            if (!Files.getLastModifiedTime(watched).equals(known.changed()) || Files.size(watched) != known.bytes()) {
                content = load(watched);
                LOG.info("{} keys in {}", content.byId().size(), watched);
            }
        } catch (IOException | ConfigurationException e) {
            LOG.error("the keys stay as they were: {}", e.getMessage());
        }
    }
}
