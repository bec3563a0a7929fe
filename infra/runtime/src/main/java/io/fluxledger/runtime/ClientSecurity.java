package io.fluxledger.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How this process proves to the brokers who it is: the settings {@code security.protocol}, {@code sasl.*} and {@code ssl.*} of a
 * client's properties file. It belongs to the process and not to a service's own settings, since all its clients are one principal.
 * A file may take secrets from other files by Kafka's {@code ${file:…}} and {@code ${directory:…}}.
 */
public final class ClientSecurity {
    /** Environment variable that names the file; without it connections are plain. */
    public static final String VARIABLE = "FLUXLEDGER_KAFKA_SECURITY_FILE";

    private static final String PROVIDERS = "config.providers";

    private ClientSecurity() {}

    /** Settings that every client of this process gets; none without a file. */
    public static Map<String, Object> ofProcess() {
        return read(System.getenv(VARIABLE));
    }

    /**
     * What a file says.
     *
     * @throws ConfigurationException when it cannot be read, or has a key of another kind
     */
    public static Map<String, Object> read(@Nullable String file) {
        if (file == null || file.isBlank()) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new ConfigurationException("cannot read the file named by " + VARIABLE + ": " + file, e);
        }
        Map<String, Object> settings = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (!key.startsWith("sasl.")
                    && !key.startsWith("ssl.")
                    && !key.equals("security.protocol")
                    && !key.startsWith(PROVIDERS)) {
                throw new ConfigurationException(file + " is for security.protocol, sasl.* and ssl.*, not " + key);
            }
            settings.put(key, properties.getProperty(key));
        }
        return settings;
    }
}
