package io.fluxledger.signatures;

/**
 * A provider gives a payer something back of its own accord.
 *
 * @param amountNanos nano-USDC
 * @param nonce used once by the signer
 */
public record ProviderRefundMessage(
        EthAddress provider, EthAddress payer, String intentId, long amountNanos, Bytes32 nonce)
        implements TypedMessage {
    private static final byte[] TYPE_HASH = Keccak256.hash(
            "ProviderRefund(address provider,address payer,string intentId,uint256 amountNanos,bytes32 nonce)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .address(provider)
                .address(payer)
                .string(intentId)
                .uint(amountNanos)
                .bytes32(nonce)
                .hash();
    }
}
