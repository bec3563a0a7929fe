package io.fluxledger.signatures;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;

/** Who signed. */
public final class SignatureRecovery {
    private SignatureRecovery() {}

    /**
     * @param digest 32 bytes
     * @throws InvalidSignatureException when no key can have made the signature
     */
    public static EthAddress recover(byte[] digest, EthSignature signature) {
        byte[] checked = Hex.checkLength(digest, 32, "digest");
        try {
            return address(Secp256k1.get().ecdsaRecover(signature.compact(), checked, signature.v() - 27));
        } catch (Secp256k1Exception e) {
            throw new InvalidSignatureException("signature belongs to no key", e);
        }
    }

    /** @param publicKey 65 bytes, uncompressed */
    static EthAddress address(byte[] publicKey) {
        byte[] hash = Keccak256.hash(Arrays.copyOfRange(publicKey, 1, 65));
        return EthAddress.of(Arrays.copyOfRange(hash, 12, 32));
    }
}
