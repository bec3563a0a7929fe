package io.fluxledger.signatures;

/**
 * A payer takes credits out to a wallet.
 *
 * @param chainId EIP-155 chain of the credits and the wallet
 * @param amountNanos nano-USDC
 * @param recipient wallet that receives
 * @param validBeforeMs void from then on, Unix milliseconds
 * @param nonce used once by the signer
 */
public record WithdrawalRequestMessage(
        String withdrawalId,
        EthAddress payer,
        long chainId,
        long amountNanos,
        EthAddress recipient,
        long validBeforeMs,
        Bytes32 nonce)
        implements TypedMessage {
    private static final byte[] TYPE_HASH =
            Keccak256.hash("WithdrawalRequest(string withdrawalId,address payer,uint256 chainId,"
                    + "uint256 amountNanos,address recipient,uint256 validBeforeMs,bytes32 nonce)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .string(withdrawalId)
                .address(payer)
                .uint(chainId)
                .uint(amountNanos)
                .address(recipient)
                .uint(validBeforeMs)
                .bytes32(nonce)
                .hash();
    }
}
