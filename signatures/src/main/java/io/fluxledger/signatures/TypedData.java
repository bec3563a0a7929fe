package io.fluxledger.signatures;

/** EIP-712. */
public final class TypedData {
    private static final byte[] PREFIX = {0x19, 0x01};

    private TypedData() {}

    /** What is signed: 32 bytes. */
    static byte[] digest(byte[] domainSeparator, byte[] structHash) {
        return Keccak256.hash(PREFIX, domainSeparator, structHash);
    }
}
