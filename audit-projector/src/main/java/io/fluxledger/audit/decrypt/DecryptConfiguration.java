package io.fluxledger.audit.decrypt;

import io.fluxledger.contracts.EercContracts;
import io.fluxledger.prover.ProverSettings;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.EncryptedTokensFile;
import io.fluxledger.runtime.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the auditor decrypts and with what.
 *
 * @param keyFile the auditor's encryption key, which only the prover's process reads
 * @param interval how often the chains are asked
 */
public record DecryptConfiguration(
        List<Source> sources, ProverSettings prover, Path keyFile, Path passwordFile, Duration interval) {
    /**
     * An encrypted token.
     *
     * @param rpcUrls nodes, the preferred first
     * @param firstBlock nothing was logged before it
     * @param confirmations blocks on top of a transaction's block from which on it counts as final
     * @param payoutAccount whose encrypted balance batches are paid from, lower-case 0x-hex
     */
    public record Source(
            long chainId,
            List<URI> rpcUrls,
            EercContracts contracts,
            String usdc,
            long firstBlock,
            int confirmations,
            String payoutAccount) {
        public Source {
            rpcUrls = List.copyOf(rpcUrls);
        }
    }

    public DecryptConfiguration {
        sources = List.copyOf(sources);
    }

    /**
     * Empty without {@code encrypted.file}: then nothing is encrypted. {@code decrypt.first.block.CHAIN} spares the blocks before the
     * encrypted token's own. Reads {@code chains.file} only when there is one.
     */
    public static Optional<DecryptConfiguration> from(Settings settings) {
        String file = settings.string("encrypted.file", "");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        ChainsFile chains = ChainsFile.read(settings.path("chains.file"));
        List<Source> sources = EncryptedTokensFile.read(Path.of(file)).tokens().stream()
                .map(token -> source(settings, chains, token))
                .toList();
        String profile = settings.string("prover.profile", "production").toUpperCase(Locale.ROOT);
        ProverSettings.Profile known;
        try {
            known = ProverSettings.Profile.valueOf(profile);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("prover.profile must be production or development", e);
        }
        return Optional.of(new DecryptConfiguration(
                sources,
                ProverSettings.defaults(
                                settings.path("prover.home"),
                                settings.path("prover.artifacts"),
                                settings.path("prover.log"),
                                known)
                        .withWorkers(1),
                settings.path("auditor.eerc.key.file"),
                settings.path("auditor.eerc.password.file"),
                settings.duration("decrypt.interval", Duration.ofSeconds(2))));
    }

    private static Source source(Settings settings, ChainsFile chains, EncryptedTokensFile.EncryptedToken token) {
        ChainsFile.Chain chain = chains.chain(token.chainId())
                .orElseThrow(() -> new ConfigurationException(
                        "encrypted.file names chain " + token.chainId() + ", which chains.file has not"));
        return new Source(
                chain.chainId(),
                chain.rpcUrls(),
                new EercContracts(token.registrar(), token.encryptedErc()),
                chain.usdc().toLowerCase(Locale.ROOT),
                settings.number("decrypt.first.block." + chain.chainId(), 0),
                chain.confirmations(),
                token.payoutAccount().toLowerCase(Locale.ROOT));
    }
}
