package io.fluxledger.signatures;

/**
 * Payer or provider closes an intent: pay what its receipts add up to, give the rest back.
 *
 * @param nonce used once by the signer
 */
public record SettlementRequestMessage(String intentId, EthAddress payer, EthAddress provider, Bytes32 nonce)
        implements TypedMessage {
    private static final byte[] TYPE_HASH =
            Keccak256.hash("SettlementRequest(string intentId,address payer,address provider," + "bytes32 nonce)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .string(intentId)
                .address(payer)
                .address(provider)
                .bytes32(nonce)
                .hash();
    }
}
