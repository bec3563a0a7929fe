package io.fluxledger.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fluxledger.audit.config.AuditConfiguration;
import io.fluxledger.runtime.Settings;
import io.fluxledger.settlement.config.SettlementConfig;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings that are shipped, read by the services that they are for. */
class ShippedSettingsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String ADDRESS = "0x00000000000000000000000000000000000000a1";

    @TempDir
    private Path directory;

    @BeforeEach
    void files() throws IOException {
        write("chains.json", """
            {"homeChainId":43114,
             "domain":{"name":"Fluxledger","version":"1","chainId":43114,"verifyingContract":"%1$s"},
             "chains":[{"chainId":43114,"name":"avalanche","rpcUrls":["http://127.0.0.1:1"],"usdc":"%1$s","usdcName":"USD Coin",
              "usdcVersion":"2","escrow":"%1$s","collector":"%1$s","audit":"%1$s","treasury":"%1$s","operator":"%1$s","confirmations":1}]}
            """.formatted(ADDRESS));
        write("providers.json", "[]");
        write("api-keys", "");
        write("operator-api.sha256", "ab".repeat(32));
        write("treasury.key", "0x" + "01".repeat(32));
        write("operator.key", "0x" + "02".repeat(32));
        write("db-password", "secret");
        write("liabilities-secrets", "ab".repeat(32));
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    /** With this test's files where the deployment mounts its own. */
    private Settings settings(String service) throws IOException {
        return Settings.of(ShippedSettings.with(service, directory));
    }

    @ParameterizedTest
    @CsvSource({
        "streams,    io.fluxledger.streams.StreamsConfiguration",
        "intake,     io.fluxledger.intake.config.IntakeConfiguration",
        "relayer,    io.fluxledger.relayer.config.RelayerSettings",
        "settlement, io.fluxledger.settlement.config.SettlementConfig",
        "audit,      io.fluxledger.audit.config.AuditConfiguration",
        "watch,      io.fluxledger.watch.WatchConfiguration",
    })
    void theServiceReadsThem(String service, String configuration) throws Exception {
        Method from = Class.forName(configuration).getDeclaredMethod("from", Settings.class);
        from.setAccessible(true);
        assertThat(from.invoke(null, settings(service))).isNotNull();
    }

    /** Whoever reaches the port could close windows and see amounts. */
    @Test
    void theSettlementWorkersOperatorHasAKey() throws IOException {
        SettlementConfig config = SettlementConfig.from(settings("settlement"));
        assertThat(config.access().isConfigured()).isTrue();
        assertThat(config.access().operatorKeySha256()).isPresent();
        assertThat(config.isOpen()).isFalse();
    }

    @Test
    void theAuditServiceAnchorsAndLetsAuditorsIn() throws IOException {
        AuditConfiguration configuration = AuditConfiguration.from(settings("audit"));
        assertThat(configuration.chains()).isPresent();
        assertThat(configuration.callers().areConfigured()).isTrue();
    }

    private static Set<String> needed(String service) throws IOException {
        Set<String> directories = new HashSet<>();
        for (String value : ShippedSettings.of(service).values()) {
            if (value.startsWith(ShippedSettings.SECRETS)) {
                directories.add(ShippedSettings.SECRETS);
            } else if (value.startsWith(ShippedSettings.FILES)) {
                directories.add(value);
            }
        }
        return directories;
    }

    @ParameterizedTest
    @ValueSource(strings = {"streams", "intake", "relayer", "settlement", "audit", "watch"})
    void everyFileThatTheyNameIsMounted(String service) throws IOException {
        Set<String> inKubernetes = new HashSet<>();
        for (JsonNode document : documents(Path.of("kubernetes/services.yaml"))) {
            if (document.at("/metadata/name").asText().equals(service)) {
                document.at("/spec/template/spec/containers/0/volumeMounts")
                        .forEach(mount ->
                                inKubernetes.add(mount.path("mountPath").asText() + "/"));
            }
        }
        Set<String> inCompose = new HashSet<>();
        JsonNode compose = YAML.readTree(Path.of("compose/compose.yaml").toFile());
        compose.at("/services/" + service + "/volumes")
                .forEach(volume -> inCompose.add(volume.asText().split(":", -1)[1]));
        for (String file : needed(service)) {
            assertThat(inKubernetes)
                    .contains(file.equals(ShippedSettings.SECRETS) ? ShippedSettings.SECRETS : ShippedSettings.FILES);
            assertThat(inCompose)
                    .contains(
                            file.equals(ShippedSettings.SECRETS) ? ShippedSettings.SECRETS.replaceAll("/$", "") : file);
        }
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            return all.readAll();
        }
    }
}
