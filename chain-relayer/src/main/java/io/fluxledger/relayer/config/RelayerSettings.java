package io.fluxledger.relayer.config;

import io.fluxledger.relayer.keys.KeyRoles;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.runtime.ChainStart;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Settings;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The relayer's configuration as it is written down. Reading it asks the chains whether they are those of the file. */
public record RelayerSettings(
        RelayerConfig relayer,
        Optional<RouteConfig> routes,
        HttpService.Config http,
        TransactionSigner treasury,
        TransactionSigner operator,
        Optional<PrivateConfig> privately) {
    private static final int MAX_BODY_BYTES = 1_024;
    private static final BigInteger WEI_PER_GWEI = BigInteger.TEN.pow(9);
    private static final long NO_CAP = -1;

    /**
     * Reads all keys.
     *
     * @throws ConfigurationException naming the key at fault
     */
    public static RelayerSettings from(Settings settings) {
        ChainsFile chains = ChainStart.confirmed(
                ChainsFile.read(settings.path("chains.file")),
                settings.duration("chains.start.timeout", Duration.ofSeconds(5)));
        // Everything that the relayer must remember is in Kafka.
        settings.path("state.dir");
        long feeCapGwei = settings.number("fee.cap.gwei", NO_CAP);
        RelayerConfig relayer = new RelayerConfig(
                settings.string("kafka.bootstrap"),
                settings.uri("registry.url"),
                settings.string("instance.id", "relayer-1"),
                chains.chains().stream().map(chain -> chain(chain, feeCapGwei)).toList(),
                settings.duration("poll.interval", Duration.ofMillis(200)),
                settings.integer("lane.inflight", 256),
                settings.duration("rebroadcast.after", Duration.ofSeconds(5)),
                settings.duration("fee.bump.after", Duration.ofSeconds(30)),
                settings.integer("fee.bump.percent", 12),
                LaneWatch.from(settings));
        Map<Long, EthAddress> tokens = chains.chains().stream()
                .collect(Collectors.toMap(ChainsFile.Chain::chainId, chain -> EthAddress.parse(lower(chain.usdc()))));
        RelayerSettings read = new RelayerSettings(
                relayer,
                RouteSettings.from(settings, chains),
                new HttpService.Config(
                        settings.string("http.host", "127.0.0.1"), settings.integer("http.port"), MAX_BODY_BYTES),
                new TransactionSigner(
                        KeySettings.source(settings, "keys.treasury"),
                        KeyRoles.treasury(chains.chains(), KeySettings.caps(settings, "keys.treasury")),
                        tokens,
                        Clock.systemUTC()),
                new TransactionSigner(
                        KeySettings.source(settings, "keys.operator"),
                        KeyRoles.operator(chains.chains(), KeySettings.caps(settings, "keys.operator")),
                        tokens,
                        Clock.systemUTC()),
                PrivateSettings.from(settings, chains, tokens));
        settings.assertAllRead();
        return read;
    }

    /** @param feeCapGwei no chain's may be higher; {@link #NO_CAP} where each has its own ceiling alone */
    private static RelayerChain chain(ChainsFile.Chain chain, long feeCapGwei) {
        long ceilingGwei = chain.traits().gasCeilingGwei();
        long capGwei = feeCapGwei == NO_CAP ? ceilingGwei : Math.min(feeCapGwei, ceilingGwei);
        if (capGwei < 1) {
            throw new ConfigurationException("fee.cap.gwei must be at least 1, not " + feeCapGwei);
        }
        return new RelayerChain(
                chain.rpcUrls(),
                // The file counts the blocks on top, the relayer the transaction's own as well.
                chain.confirmations() + 1,
                new ChainContracts(
                        chain.chainId(),
                        lower(chain.usdc()),
                        lower(chain.escrow()),
                        lower(chain.collector()),
                        lower(chain.audit()),
                        lower(chain.treasury()),
                        lower(chain.operator()),
                        new Eip712Domain(
                                chain.usdcName(),
                                chain.usdcVersion(),
                                chain.chainId(),
                                EthAddress.parse(lower(chain.usdc())))),
                BigInteger.valueOf(capGwei).multiply(WEI_PER_GWEI));
    }

    private static String lower(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
