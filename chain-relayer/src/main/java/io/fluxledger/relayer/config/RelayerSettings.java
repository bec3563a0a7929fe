package io.fluxledger.relayer.config;

import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Settings;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;

/** The relayer's configuration as it is written down. */
public record RelayerSettings(
        RelayerConfig relayer, HttpService.Config http, PrivateKey treasury, PrivateKey operator) {
    private static final int MAX_BODY_BYTES = 1_024;
    private static final BigInteger WEI_PER_GWEI = BigInteger.TEN.pow(9);

    /**
     * Reads all keys.
     *
     * @throws ConfigurationException naming the key at fault
     */
    public static RelayerSettings from(Settings settings) {
        ChainsFile chains = ChainsFile.read(settings.path("chains.file"));
        // Everything that the relayer must remember is in Kafka.
        settings.path("state.dir");
        RelayerConfig relayer = new RelayerConfig(
                settings.string("kafka.bootstrap"),
                settings.uri("registry.url"),
                settings.string("instance.id", "relayer-1"),
                chains.chains().stream().map(RelayerSettings::chain).toList(),
                settings.duration("poll.interval", Duration.ofMillis(200)),
                settings.integer("lane.inflight", 256),
                settings.duration("rebroadcast.after", Duration.ofSeconds(5)),
                settings.duration("fee.bump.after", Duration.ofSeconds(30)),
                settings.integer("fee.bump.percent", 12),
                BigInteger.valueOf(settings.integer("fee.cap.gwei", 500)).multiply(WEI_PER_GWEI),
                watch(settings));
        RelayerSettings read = new RelayerSettings(
                relayer,
                new HttpService.Config(
                        settings.string("http.host", "127.0.0.1"), settings.integer("http.port"), MAX_BODY_BYTES),
                key(settings, "keys.treasury"),
                key(settings, "keys.operator"));
        settings.assertAllRead();
        return read;
    }

    private static LaneWatch watch(Settings settings) {
        return LaneWatch.of(
                settings.integer("lane.batch", 256),
                settings.integer("reorg.watch.blocks", 64),
                settings.integer("gas.alarm.gwei", 50_000_000),
                settings.duration("lane.stuck.after", Duration.ofMinutes(2)));
    }

    private static PrivateKey key(Settings settings, String name) {
        try {
            return PrivateKey.fromHex(settings.secret(name));
        } catch (IllegalArgumentException e) {
            // Without the cause: its message might repeat the secret.
            throw new ConfigurationException(name + " is not a private key of 32 bytes in hex");
        }
    }

    private static RelayerChain chain(ChainsFile.Chain chain) {
        return new RelayerChain(
                chain.rpcUrl(),
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
                                EthAddress.parse(chain.usdc()))));
    }

    private static String lower(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
