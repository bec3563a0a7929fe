package io.fluxledger.signatures;

/**
 * A payer disputes what a settled intent was charged.
 *
 * @param amountNanos what the payer wants back, nano-USDC
 * @param reason in the payer's words
 * @param nonce used once by the signer
 */
public record DisputeMessage(
        String intentId, EthAddress payer, EthAddress provider, long amountNanos, String reason, Bytes32 nonce)
        implements TypedMessage {
    private static final byte[] TYPE_HASH =
            Keccak256.hash("DisputeRaised(string intentId,address payer,address provider,uint256 amountNanos,"
                    + "string reason,bytes32 nonce)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .string(intentId)
                .address(payer)
                .address(provider)
                .uint(amountNanos)
                .string(reason)
                .bytes32(nonce)
                .hash();
    }
}
