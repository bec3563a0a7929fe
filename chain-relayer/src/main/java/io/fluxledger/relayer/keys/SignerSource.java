package io.fluxledger.relayer.keys;

import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;

/** Where a key is, and the only thing that can be done with it there. Safe for use by several threads. */
public sealed interface SignerSource permits LocalKey, RemoteKey, KmsSigner {
    /** Account of the key. */
    EthAddress address();

    /**
     * Signs the Keccak-256 hash of a message: of the bytes of an unsigned transaction, or of 0x1901, domain separator and
     * struct hash. The message and not its hash, because remote signers hash by themselves.
     *
     * @throws SigningException.Unavailable when there is no signature, or one of another key
     */
    EthSignature sign(byte[] message) throws SigningException.Unavailable;
}
