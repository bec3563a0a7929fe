package io.fluxledger.signatures;

/**
 * The domain that our messages and EIP-3009 tokens use: all four fields, no salt.
 *
 * @param chainId EIP-155 chain id
 */
public record Eip712Domain(String name, String version, long chainId, EthAddress verifyingContract) {
    private static final byte[] TYPE_HASH =
            Keccak256.hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /** 32 bytes. */
    public byte[] separator() {
        return new Words()
                .bytes32(TYPE_HASH)
                .string(name)
                .string(version)
                .uint(chainId)
                .address(verifyingContract)
                .hash();
    }

    /** What is signed for a struct with that hash: 32 bytes. */
    public byte[] digest(byte[] structHash) {
        return TypedData.digest(separator(), structHash);
    }

    /** What signers that hash by themselves are given: 66 bytes, whose Keccak-256 hash is the digest. */
    public byte[] preimage(byte[] structHash) {
        return TypedData.preimage(separator(), structHash);
    }
}
