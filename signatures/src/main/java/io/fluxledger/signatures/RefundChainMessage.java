package io.fluxledger.signatures;

/**
 * A payer says where what its intents give back shall go.
 *
 * @param chainId EIP-155 chain; 0 for where it was drawn
 * @param issuedAtMs a later one replaces an earlier one, Unix milliseconds
 */
public record RefundChainMessage(EthAddress payer, long chainId, long issuedAtMs) implements TypedMessage {
    private static final byte[] TYPE_HASH =
            Keccak256.hash("RefundChainPreference(address payer,uint256 chainId,uint256 issuedAtMs)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .address(payer)
                .uint(chainId)
                .uint(issuedAtMs)
                .hash();
    }
}
