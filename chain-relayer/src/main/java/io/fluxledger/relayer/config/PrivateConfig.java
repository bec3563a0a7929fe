package io.fluxledger.relayer.config;

import io.fluxledger.prover.ProverSettings;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.proofs.ProverKey;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import java.time.Duration;
import java.util.List;

/**
 * How batch payouts are encrypted.
 *
 * @param tokens one for each chain where they are
 * @param signer signs for the payout account, on every chain
 * @param key the payout account's encryption key
 * @param interval how often the reserves are looked at
 */
public record PrivateConfig(
        List<EncryptedToken> tokens,
        TransactionSigner signer,
        ProverSettings prover,
        ProverKey key,
        Duration interval) {
    public PrivateConfig {
        tokens = List.copyOf(tokens);
    }
}
