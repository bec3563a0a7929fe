package io.fluxledger.relayer.config;

import io.fluxledger.relayer.keys.LocalKey;
import io.fluxledger.relayer.keys.RemoteKey;
import io.fluxledger.relayer.keys.SignerSource;
import io.fluxledger.relayer.keys.SigningPolicy.Caps;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a key is, as it is written down under its name, for example {@code keys.treasury}: {@code .keystore} with
 * {@code .password.file}, or {@code .remote.url} with {@code .remote.identifier} and {@code .remote.address}, or, for
 * development, {@code .file} with the key in hex. Its caps are {@code .cap.micros} and {@code .cap.gas.gwei} within
 * {@code .cap.window}.
 */
final class KeySettings {
    private static final long NO_CAP = -1;
    private static final BigInteger WEI_PER_GWEI = BigInteger.TEN.pow(9);

    private KeySettings() {}

    /** @throws ConfigurationException naming the setting at fault, never its value */
    static SignerSource source(Settings settings, String name) {
        String keystore = settings.string(name + ".keystore", "");
        String remote = settings.string(name + ".remote.url", "");
        boolean plain = !settings.string(name + ".file", "").isEmpty()
                || !settings.string(name, "").isEmpty();
        if (Stream.of(!keystore.isEmpty(), !remote.isEmpty(), plain)
                        .filter(given -> given)
                        .count()
                != 1) {
            throw new ConfigurationException(
                    "exactly one of %s.keystore, %s.remote.url and %s.file must be set".formatted(name, name, name));
        }
        if (plain) {
            return new LocalKey(key(settings, name));
        }
        return keystore.isEmpty()
                ? remote(settings, name)
                : LocalKey.ofKeystore(Path.of(keystore), settings.secret(name + ".password"));
    }

    static Caps caps(Settings settings, String name) {
        long micros = settings.number(name + ".cap.micros", NO_CAP);
        long gasGwei = settings.number(name + ".cap.gas.gwei", NO_CAP);
        Duration window = settings.duration(name + ".cap.window", Duration.ofDays(1));
        if (micros < NO_CAP || gasGwei < NO_CAP || !window.isPositive()) {
            throw new ConfigurationException(name + ".cap: amounts must not be below 0, and the window above it");
        }
        return new Caps(
                window,
                micros == NO_CAP ? Optional.empty() : Optional.of(micros),
                gasGwei == NO_CAP
                        ? Optional.empty()
                        : Optional.of(BigInteger.valueOf(gasGwei).multiply(WEI_PER_GWEI)));
    }

    private static SignerSource remote(Settings settings, String name) {
        EthAddress address;
        try {
            address = EthAddress.parse(settings.string(name + ".remote.address"));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(name + ".remote.address is no address: " + e.getMessage());
        }
        return new RemoteKey(
                settings.uri(name + ".remote.url"),
                settings.string(name + ".remote.identifier"),
                address,
                settings.duration(name + ".remote.timeout", Duration.ofSeconds(5)));
    }

    private static PrivateKey key(Settings settings, String name) {
        try {
            return PrivateKey.fromHex(settings.secret(name));
        } catch (IllegalArgumentException e) {
            // Without the cause: its message might repeat the secret.
            throw new ConfigurationException(name + " is not a private key of 32 bytes in hex");
        }
    }
}
