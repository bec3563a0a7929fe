package io.fluxledger.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path dir;

    @Test
    void wrongValuesNameTheKey() {
        Settings settings = Settings.of(Map.of("a", "x", "b", "PT5S", "c", "7", "typo", "1"));
        assertThat(settings.duration("b")).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.integer("c")).isEqualTo(7);
        assertThat(settings.integer("absent", 3)).isEqualTo(3);
        assertThatThrownBy(() -> settings.integer("a"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("a must be a whole number, not \"x\"");
        assertThatThrownBy(() -> settings.string("missing.key"))
                .hasMessage("missing key missing.key: set it in the file or as FLUXLEDGER_MISSING_KEY");
        assertThatThrownBy(settings::assertAllRead).hasMessageContaining("unknown keys [typo]");
    }

    @Test
    void environmentOverridesTheFile() {
        Map<String, String> merged = Settings.withEnvironment(
                Map.of("http.port", "1", "payout.thresholdMicros", "2"),
                Map.of(
                        "FLUXLEDGER_HTTP_PORT",
                        "9",
                        "FLUXLEDGER_PAYOUT_THRESHOLDMICROS",
                        "3",
                        "FLUXLEDGER_NEW_KEY",
                        "4"));
        assertThat(merged)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("http.port", "9", "payout.thresholdMicros", "3", "new.key", "4"));
    }

    @Test
    void secretsComeFromFiles() throws Exception {
        Path file = dir.resolve("secret");
        Files.writeString(file, "hidden\n");
        Settings settings = Settings.of(Map.of("db.password.file", file.toString()));
        assertThat(settings.secret("db.password")).isEqualTo("hidden");
        settings.assertAllRead();
    }
}
