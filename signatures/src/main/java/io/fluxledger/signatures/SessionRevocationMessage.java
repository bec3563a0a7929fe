package io.fluxledger.signatures;

/**
 * A payer takes a session key's grant back. Signed by the wallet, or by the session key itself.
 *
 * @param nonce used once by the payer
 */
public record SessionRevocationMessage(EthAddress payer, EthAddress sessionKey, Bytes32 nonce) implements TypedMessage {
    private static final byte[] TYPE_HASH =
            Keccak256.hash("SessionRevocation(address payer,address sessionKey,bytes32 nonce)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .address(payer)
                .address(sessionKey)
                .bytes32(nonce)
                .hash();
    }
}
