package io.fluxledger.settlement.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenDoorTest {
    @TempDir
    private Path directory;

    @ParameterizedTest(name = "at {0}, operator has a key: {1}")
    @CsvSource({
        "127.0.0.1,     false, true",
        "localhost,     false, true",
        "::1,           false, true",
        "0.0.0.0,       false, false",
        "::,            false, false",
        "10.1.2.3,      false, false",
        "127.evil.test, false, false",
        "127.0.0.1,     true,  false",
        "0.0.0.0,       true,  false",
    })
    void onlyThisMachineIsLetInWithoutAKey(String host, boolean hasKey, boolean open) throws IOException {
        Map<String, String> values = new HashMap<>(Map.of(
                "kafka.bootstrap", "x:1",
                "registry.url", "http://127.0.0.1:1",
                "http.host", host,
                "http.port", "0"));
        if (hasKey) {
            Path file = Files.writeString(directory.resolve("sha256"), "ab".repeat(32));
            values.put("operator.key.sha256.file", file.toString());
        }
        assertThat(SettlementConfig.from(Settings.of(values)).isOpen()).isEqualTo(open);
    }
}
