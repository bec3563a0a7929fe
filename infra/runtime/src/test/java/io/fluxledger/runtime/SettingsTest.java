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
        Settings settings = Settings.of(
                Map.of("http.port", "1"),
                Map.of("FLUXLEDGER_HTTP_PORT", "9", "FLUXLEDGER_PAYOUT_THRESHOLDMICROS", "3", "PATH", "ignored"));
        assertThat(settings.integer("http.port")).isEqualTo(9);
        assertThat(settings.number("payout.thresholdMicros", 2))
                .as("a key with capitals that only the environment sets")
                .isEqualTo(3);
        settings.assertAllRead();
    }

    @Test
    void variablesThatNobodyReadsAreNamed() {
        Settings settings = Settings.of(Map.of(), Map.of("FLUXLEDGER_HTTP_PROT", "9"));
        settings.integer("http.port", 0);
        assertThatThrownBy(settings::assertAllRead)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("unknown keys [FLUXLEDGER_HTTP_PROT]; known are [http.port]");
    }

    @Test
    void secretsComeFromFiles() throws Exception {
        Path file = dir.resolve("secret");
        Files.writeString(file, "hidden\n");
        Settings settings = Settings.of(Map.of("db.password.file", file.toString()));
        assertThat(settings.secret("db.password")).isEqualTo("hidden");
        settings.assertAllRead();
    }

    @Test
    void secretsAreNeverPrintedNorGuessed() throws Exception {
        Path file = dir.resolve("secret");
        Files.writeString(file, "hidden");
        Settings both =
                Settings.of(Map.of("db.password.file", file.toString()), Map.of("FLUXLEDGER_DB_PASSWORD", "other"));
        assertThatThrownBy(() -> both.secret("db.password"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("both db.password and db.password.file are set: keep one");
        Settings absent =
                Settings.of(Map.of("db.password.file", dir.resolve("absent").toString()));
        assertThatThrownBy(() -> absent.secret("db.password"))
                .hasMessageStartingWith("cannot read the file named by db.password.file");
    }
}
