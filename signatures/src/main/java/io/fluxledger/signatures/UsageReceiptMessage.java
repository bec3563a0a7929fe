package io.fluxledger.signatures;

/**
 * A provider states what one receipt of an intent used.
 *
 * @param usedNanos nano-USDC
 * @param inputTokens tokens read
 * @param outputTokens tokens generated
 * @param payoutChainId EIP-155 chain on which the provider is paid
 * @param nonce used once by the signer
 * @param timestampMs Unix milliseconds
 */
public record UsageReceiptMessage(
        String intentId,
        EthAddress payer,
        EthAddress provider,
        long usedNanos,
        long inputTokens,
        long outputTokens,
        long payoutChainId,
        Bytes32 nonce,
        long timestampMs)
        implements TypedMessage {
    private static final byte[] TYPE_HASH =
            Keccak256.hash("UsageReceipt(string intentId,address payer,address provider,"
                    + "uint256 usedNanos,uint256 inputTokens,uint256 outputTokens,"
                    + "uint256 payoutChainId,bytes32 nonce,uint256 timestampMs)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .string(intentId)
                .address(payer)
                .address(provider)
                .uint(usedNanos)
                .uint(inputTokens)
                .uint(outputTokens)
                .uint(payoutChainId)
                .bytes32(nonce)
                .uint(timestampMs)
                .hash();
    }
}
