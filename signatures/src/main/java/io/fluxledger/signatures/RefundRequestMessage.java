package io.fluxledger.signatures;

/**
 * Payer or provider closes an intent without payment.
 *
 * @param reason PROVIDER_FAILED, INVALID_RECEIPT, TIMED_OUT or CANCELLED
 * @param nonce used once by the signer
 */
public record RefundRequestMessage(String intentId, EthAddress payer, EthAddress provider, String reason, Bytes32 nonce)
        implements TypedMessage {
    private static final byte[] TYPE_HASH = Keccak256.hash(
            "RefundRequest(string intentId,address payer,address provider,string reason," + "bytes32 nonce)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .string(intentId)
                .address(payer)
                .address(provider)
                .string(reason)
                .bytes32(nonce)
                .hash();
    }
}
