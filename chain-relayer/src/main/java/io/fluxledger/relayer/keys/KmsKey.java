package io.fluxledger.relayer.keys;

import java.io.IOException;

/** A secp256k1 key in a key management service, as such services offer it: it signs digests and gives its public half. */
public interface KmsKey {
    /** The public key's point: 65 bytes, the first of them 4. */
    byte[] publicPoint() throws IOException;

    /**
     * Signs.
     *
     * @param digest 32 bytes, not hashed again
     * @return r and s as a DER sequence of two integers; s may be in either half of the order
     */
    byte[] signDigest(byte[] digest) throws IOException;
}
