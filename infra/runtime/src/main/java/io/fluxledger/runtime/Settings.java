package io.fluxledger.runtime;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a service: from a .properties file, each overridden by the environment variable {@code FLUXLEDGER_} and the
 * key in upper case with dots as underscores. Keys that nobody reads are an error, so that a misspelt one is found.
 */
public final class Settings {
    private static final String PREFIX = "FLUXLEDGER_";

    private final Map<String, String> values;
    private final Map<String, String> environment;
    private final Set<String> read = new ConcurrentSkipListSet<>();

    private Settings(Map<String, String> values, Map<String, String> environment) {
        this.values = new TreeMap<>(values);
        this.environment = new TreeMap<>(environment);
        this.environment.keySet().removeIf(name -> !name.startsWith(PREFIX) || name.equals(ClientSecurity.VARIABLE));
    }

    /** Settings from {@code --config FILE} and the environment. */
    public static Settings load(String[] args) {
        if (args.length != 2 || !args[0].equals("--config")) {
            throw new ConfigurationException("usage: --config FILE (a .properties file)");
        }
        Path file = Path.of(args[1]);
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return new Settings(values, System.getenv());
    }

    /** Settings from a map, for tests and embedding. */
    public static Settings of(Map<String, String> values) {
        return of(values, Map.of());
    }

    static Settings of(Map<String, String> values, Map<String, String> environment) {
        return new Settings(values, environment);
    }

    private static String variable(String key) {
        return PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private @Nullable String find(String key) {
        read.add(key);
        String value = environment.getOrDefault(variable(key), values.get(key));
        return value == null || value.isBlank() ? null : value.trim();
    }

    public String string(String key) {
        String value = find(key);
        if (value == null) {
            throw new ConfigurationException("missing key " + key + ": set it in the file or as " + variable(key));
        }
        return value;
    }

    public String string(String key, String otherwise) {
        String value = find(key);
        return value == null ? otherwise : value;
    }

    public int integer(String key) {
        return parse(key, string(key), "a whole number", Integer::parseInt);
    }

    public int integer(String key, int otherwise) {
        String value = find(key);
        return value == null ? otherwise : parse(key, value, "a whole number", Integer::parseInt);
    }

    public long number(String key, long otherwise) {
        String value = find(key);
        return value == null ? otherwise : parse(key, value, "a whole number", Long::parseLong);
    }

    /** A duration in ISO-8601 form, for example PT30S. */
    public Duration duration(String key) {
        return parse(key, string(key), "a duration such as PT30S", Duration::parse);
    }

    /** A duration in ISO-8601 form, for example PT30S. */
    public Duration duration(String key, Duration otherwise) {
        String value = find(key);
        return value == null ? otherwise : parse(key, value, "a duration such as PT30S", Duration::parse);
    }

    public URI uri(String key) {
        return parse(key, string(key), "a URI", URI::create);
    }

    public Path path(String key) {
        return parse(key, string(key), "a path", Path::of);
    }

    public boolean flag(String key, boolean otherwise) {
        String value = find(key);
        return value == null ? otherwise : parse(key, value, "true or false", Settings::bool);
    }

    /**
     * A secret: the content of the file named by {@code key.file}, or the value itself. Never printed.
     *
     * @throws ConfigurationException when both are set: which of them counts would be a guess
     */
    public String secret(String key) {
        String file = find(key + ".file");
        if (file == null) {
            return string(key);
        }
        if (find(key) != null) {
            throw new ConfigurationException("both " + key + " and " + key + ".file are set: keep one");
        }
        try {
            return Files.readString(Path.of(file)).trim();
        } catch (IOException e) {
            throw new ConfigurationException("cannot read the file named by " + key + ".file: " + file, e);
        }
    }

    /**
     * To be called when a service has read all its keys.
     *
     * @throws ConfigurationException naming keys that are set but that nobody reads
     */
    public void assertAllRead() {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.addAll(environment.keySet());
        for (String key : read) {
            unknown.remove(key);
            unknown.remove(variable(key));
        }
        if (!unknown.isEmpty()) {
            throw new ConfigurationException("unknown keys " + unknown + "; known are " + new TreeSet<>(read));
        }
    }

    private interface Parser<T> {
        T parse(String value);
    }

    private static <T> T parse(String key, String value, String form, Parser<T> parser) {
        try {
            return parser.parse(value);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new ConfigurationException(key + " must be " + form + ", not \"" + value + "\"", e);
        }
    }

    private static boolean bool(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(value);
        };
    }
}
