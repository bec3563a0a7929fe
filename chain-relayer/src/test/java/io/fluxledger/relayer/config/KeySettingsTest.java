package io.fluxledger.relayer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.relayer.keys.LocalKey;
import io.fluxledger.relayer.keys.RemoteKey;
import io.fluxledger.relayer.keys.SigningPolicy.Caps;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import io.fluxledger.signatures.PrivateKey;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Wallet;
import org.web3j.utils.Numeric;

class KeySettingsTest {
    private static final String SECRET = "22".repeat(32);
    private static final PrivateKey KEY = PrivateKey.fromHex(SECRET);

    @TempDir
    private Path dir;

    private static Settings settings(String... pairs) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put("keys.treasury" + pairs[i], pairs[i + 1]);
        }
        return Settings.of(values);
    }

    @Test
    void aKeyIsWhereItsSettingsSay() throws Exception {
        Path hex = Files.writeString(dir.resolve("key"), SECRET);
        assertThat(KeySettings.source(settings(".file", hex.toString()), "keys.treasury"))
                .isInstanceOf(LocalKey.class)
                .hasToString("LocalKey[" + KEY.address() + "]");
        Path keystore = dir.resolve("key.json");
        new com.fasterxml.jackson.databind.ObjectMapper()
                .writeValue(
                        keystore.toFile(),
                        Wallet.createLight("a password", ECKeyPair.create(Numeric.toBigInt(SECRET))));
        Path password = Files.writeString(dir.resolve("password"), "a password\n");
        assertThat(KeySettings.source(
                                settings(".keystore", keystore.toString(), ".password.file", password.toString()),
                                "keys.treasury")
                        .address())
                .isEqualTo(KEY.address());
        assertThat(KeySettings.source(
                        settings(
                                ".remote.url",
                                "http://127.0.0.1:9000",
                                ".remote.identifier",
                                "0x04",
                                ".remote.address",
                                KEY.address().toString()),
                        "keys.treasury"))
                .isInstanceOf(RemoteKey.class)
                .hasToString("RemoteKey[" + KEY.address() + "]");
    }

    @Test
    void whatIsWrongIsNamedWithoutTheSecret() {
        String table = """
                | exactly one of keys.treasury.keystore
                .file=a .keystore=b | exactly one of keys.treasury.keystore
                =aa .remote.url=http://x | exactly one of keys.treasury.keystore
                =22xx | keys.treasury is not a private key
                .keystore=/nowhere | missing key keys.treasury.password
                .keystore=/nowhere .password=secret | the keystore file /nowhere cannot be read
                .remote.url=http://x | missing key keys.treasury.remote.address
                .remote.url=http://x .remote.address=0x12 | keys.treasury.remote.address is no address
                """;
        for (String row : table.lines().toList()) {
            String given = row.substring(0, row.indexOf('|')).strip();
            String[] pairs =
                    given.isEmpty() ? new String[0] : given.replace(" ", "=").split("=");
            assertThatThrownBy(() -> KeySettings.source(settings(pairs), "keys.treasury"))
                    .as(row)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(row.substring(row.indexOf('|') + 1).strip())
                    .hasMessageNotContaining("22xx")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void capsAreOffUnlessTheyAreSet() {
        assertThat(KeySettings.caps(settings(), "keys.treasury"))
                .isEqualTo(new Caps(Duration.ofDays(1), Optional.empty(), Optional.empty()));
        assertThat(KeySettings.caps(
                        settings(".cap.micros", "5", ".cap.gas.gwei", "7", ".cap.window", "PT1H"), "keys.treasury"))
                .isEqualTo(new Caps(
                        Duration.ofHours(1), Optional.of(5L), Optional.of(BigInteger.valueOf(7_000_000_000L))));
        assertThatThrownBy(() -> KeySettings.caps(settings(".cap.micros", "-2"), "keys.treasury"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("keys.treasury.cap");
    }
}
