package io.fluxledger.watch;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.EncryptedTokensFile;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the watch.
 *
 * @param chains whose accounts are looked at; empty where {@code chains.file} is not set
 * @param encrypted where payouts are encrypted; without tokens where {@code encrypted.file} is not set
 * @param window length of a settlement window, as the settlement worker has it
 * @param interval how often brokers and chains are asked
 */
record WatchConfiguration(
        String bootstrap,
        URI registry,
        HttpService.Config http,
        List<ChainsFile.Chain> chains,
        EncryptedTokensFile encrypted,
        Duration window,
        Duration interval) {
    private static final int MAX_BODY_BYTES = 1_024;

    WatchConfiguration {
        chains = List.copyOf(chains);
    }

    static WatchConfiguration from(Settings settings) {
        String chains = settings.string("chains.file", "");
        String encrypted = settings.string("encrypted.file", "");
        WatchConfiguration configuration = new WatchConfiguration(
                settings.string("kafka.bootstrap"),
                settings.uri("registry.url"),
                new HttpService.Config(
                        settings.string("http.host", "127.0.0.1"), settings.integer("http.port"), MAX_BODY_BYTES),
                chains.isEmpty() ? List.of() : ChainsFile.read(Path.of(chains)).chains(),
                encrypted.isEmpty() ? new EncryptedTokensFile(List.of()) : EncryptedTokensFile.read(Path.of(encrypted)),
                settings.duration("window", Duration.ofHours(24)),
                settings.duration("interval", Duration.ofSeconds(10)));
        settings.assertAllRead();
        return configuration;
    }
}
