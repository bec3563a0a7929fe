package io.fluxledger.settlement.config;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Settings;
import io.fluxledger.settlement.plan.PayoutTerms;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings of the worker.
 *
 * @param window length of a settlement window; its ends are multiples of it since the Unix epoch
 */
public record SettlementConfig(
        String bootstrap,
        URI registry,
        HttpService.Config http,
        Duration window,
        PayoutTerms terms,
        CheckConfig check,
        IdentityConfig identity,
        AccessConfig access) {
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1");

    public SettlementConfig {
        if (window.toMillis() <= 0) {
            throw new ConfigurationException("window must be at least a millisecond, not " + window);
        }
    }

    /**
     * Keys {@code kafka.bootstrap}, {@code registry.url}, {@code http.host} (127.0.0.1), {@code http.port},
     * {@code window} (PT24H), {@code payout.thresholdMicros} (1000), when payouts are to go only to the deployment's
     * chains {@code chains.file}, and those of {@link CheckConfig}, {@link IdentityConfig} and {@link AccessConfig}.
     * {@code state.dir} is taken and not used: all state is in the topics.
     *
     * @throws ConfigurationException naming the key that is missing, malformed or unknown
     */
    public static SettlementConfig from(Settings settings) {
        long thresholdMicros = settings.number("payout.thresholdMicros", 1_000);
        if (thresholdMicros < 0) {
            throw new ConfigurationException("payout.thresholdMicros must not be negative, but is " + thresholdMicros);
        }
        String chains = settings.string("chains.file", "");
        settings.string("state.dir", "");
        SettlementConfig config = new SettlementConfig(
                settings.string("kafka.bootstrap"),
                settings.uri("registry.url"),
                new HttpService.Config(
                        settings.string("http.host", "127.0.0.1"), settings.integer("http.port"), MAX_BODY_BYTES),
                settings.duration("window", Duration.ofHours(24)),
                new PayoutTerms(thresholdMicros, chains.isEmpty() ? Set.of() : chainIds(Path.of(chains))),
                CheckConfig.from(settings),
                IdentityConfig.from(settings),
                AccessConfig.from(settings));
        settings.assertAllRead();
        return config;
    }

    /** Whether whoever reaches the port is the operator: where nobody has a key, and only this machine reaches it. */
    public boolean isOpen() {
        return !access.isConfigured() && LOOPBACK.matcher(http.host()).matches();
    }

    private static Set<Long> chainIds(Path file) {
        return ChainsFile.read(file).chains().stream()
                .map(ChainsFile.Chain::chainId)
                .collect(Collectors.toUnmodifiableSet());
    }
}
