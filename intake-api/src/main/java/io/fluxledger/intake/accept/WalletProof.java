package io.fluxledger.intake.accept;

import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.WalletSignature;
import java.util.Arrays;

/**
 * A contract wallet's own word that it signed a digest, from a call on its chain. Acceptance stays pure: whoever calls it
 * asks the chain before.
 */
public final class WalletProof {
    /** Nobody was asked, or the answer was no. */
    public static final WalletProof NONE =
            new WalletProof(0, EthAddress.ZERO, new byte[32], WalletSignature.of(new byte[1]));

    private final long chainId;
    private final EthAddress wallet;
    private final byte[] digest;
    private final WalletSignature signature;

    /**
     * @param chainId where the wallet was asked
     * @param digest 32 bytes
     */
    public WalletProof(long chainId, EthAddress wallet, byte[] digest, WalletSignature signature) {
        this.chainId = chainId;
        this.wallet = wallet;
        this.digest = digest.clone();
        this.signature = signature;
    }

    /** Whether it is about exactly this. */
    boolean proves(long askedChainId, EthAddress askedWallet, byte[] askedDigest, WalletSignature askedSignature) {
        return chainId != 0
                && chainId == askedChainId
                && wallet.equals(askedWallet)
                && Arrays.equals(digest, askedDigest)
                && signature.equals(askedSignature);
    }
}
