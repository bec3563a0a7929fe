package io.fluxledger.signatures;

/**
 * A payer locks at most an amount for one call.
 *
 * @param maxAmountNanos nano-USDC
 * @param deadlineMs Unix milliseconds
 * @param payoutMode BATCH or INSTANT
 * @param payoutChainId EIP-155 chain on which the provider is paid
 * @param nonce used once by the signer
 */
public record IntentLockMessage(
        String intentId,
        EthAddress payer,
        EthAddress provider,
        long maxAmountNanos,
        long deadlineMs,
        String payoutMode,
        long payoutChainId,
        Bytes32 nonce)
        implements TypedMessage {
    private static final byte[] TYPE_HASH = Keccak256.hash("IntentLock(string intentId,address payer,address provider,"
            + "uint256 maxAmountNanos,uint256 deadlineMs,string payoutMode," + "uint256 payoutChainId,bytes32 nonce)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .string(intentId)
                .address(payer)
                .address(provider)
                .uint(maxAmountNanos)
                .uint(deadlineMs)
                .string(payoutMode)
                .uint(payoutChainId)
                .bytes32(nonce)
                .hash();
    }
}
