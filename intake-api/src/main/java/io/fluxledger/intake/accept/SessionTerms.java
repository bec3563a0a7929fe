package io.fluxledger.intake.accept;

import io.fluxledger.signatures.EthAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a payer has granted to a session key, as the ledger has it; what is left of the limit is for the fold to say.
 *
 * @param chainId credits of this chain alone; 0 for every chain
 * @param provider the only one; null for every provider
 */
public record SessionTerms(
        EthAddress sessionKey,
        long limitNanos,
        long expiresMs,
        long chainId,
        @Nullable EthAddress provider) {
    /** Whether credits of that chain may be drawn. */
    boolean coversChain(long drawnChainId) {
        return chainId == 0 || chainId == drawnChainId;
    }

    /** Whether that provider may be paid. */
    boolean coversProvider(EthAddress paid) {
        return provider == null || provider.equals(paid);
    }
}
