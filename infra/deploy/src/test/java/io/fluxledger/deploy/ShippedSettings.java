package io.fluxledger.deploy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The settings of each service as they are shipped for Kubernetes. */
final class ShippedSettings {
    static final Path CONFIG = Path.of("kubernetes/config");
    /** Where the deployment mounts what is no secret, and what is. */
    static final String FILES = "/etc/fluxledger/";

    static final String SECRETS = "/etc/fluxledger-secrets/";

    private ShippedSettings() {}

    static Map<String, String> of(String service) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(CONFIG.resolve(service + ".properties"))) {
            properties.load(reader);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    /** With the files of a directory where the deployment mounts its own. */
    static Map<String, String> with(String service, Path files) throws IOException {
        Map<String, String> values = of(service);
        values.replaceAll((key, value) -> value.startsWith(FILES) || value.startsWith(SECRETS)
                ? files.resolve(value.substring(value.lastIndexOf('/') + 1)).toString()
                : value);
        return values;
    }
}
