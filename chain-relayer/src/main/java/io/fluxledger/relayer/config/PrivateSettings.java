package io.fluxledger.relayer.config;

import io.fluxledger.prover.ProverSettings;
import io.fluxledger.relayer.keys.KeyRoles;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.proofs.ProverKey;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.EncryptedTokensFile;
import io.fluxledger.runtime.Settings;
import io.fluxledger.signatures.EthAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How batch payouts are encrypted, as it is written down: {@code encrypted.file}, {@code keys.payouts}, {@code prover.*}. */
final class PrivateSettings {
    private static final String KEY_NAME = "payouts";

    private PrivateSettings() {}

    /** Empty without {@code encrypted.file}: then payouts are plain. */
    static Optional<PrivateConfig> from(Settings settings, ChainsFile chains, Map<Long, EthAddress> usdc) {
        String file = settings.string("encrypted.file", "");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        EncryptedTokensFile tokens = EncryptedTokensFile.read(Path.of(file));
        TransactionSigner signer = new TransactionSigner(
                KeySettings.source(settings, "keys.payouts"),
                KeyRoles.payouts(chains.chains(), tokens.tokens(), KeySettings.caps(settings, "keys.payouts")),
                usdc,
                Clock.systemUTC());
        for (EncryptedTokensFile.EncryptedToken token : tokens.tokens()) {
            if (chains.chain(token.chainId()).isEmpty()) {
                throw new ConfigurationException(
                        file + " names chain " + token.chainId() + ", which is not configured");
            }
        }
        return Optional.of(new PrivateConfig(
                tokens.tokens(),
                signer,
                prover(settings),
                new ProverKey(
                        KEY_NAME, settings.path("payouts.eerc.key.file"), settings.path("payouts.eerc.password.file")),
                settings.duration("reserve.interval", Duration.ofSeconds(1))));
    }

    private static ProverSettings prover(Settings settings) {
        String profile = settings.string("prover.profile", "production").toUpperCase(Locale.ROOT);
        ProverSettings.Profile known;
        try {
            known = ProverSettings.Profile.valueOf(profile);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("prover.profile must be production or development", e);
        }
        ProverSettings prover = ProverSettings.defaults(
                settings.path("prover.home"), settings.path("prover.artifacts"), settings.path("prover.log"), known);
        return prover.withWorkers(settings.integer("prover.workers", prover.workers()));
    }
}
