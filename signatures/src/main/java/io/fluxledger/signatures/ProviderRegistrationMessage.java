package io.fluxledger.signatures;

/**
 * A provider says where it is paid.
 *
 * @param payoutAddress wallet that is paid
 * @param payoutChainId EIP-155 chain of that wallet
 * @param nonce used once by the signer
 * @param validBeforeMs void from then on, Unix milliseconds
 */
public record ProviderRegistrationMessage(
        EthAddress provider, EthAddress payoutAddress, long payoutChainId, Bytes32 nonce, long validBeforeMs)
        implements TypedMessage {
    private static final byte[] TYPE_HASH =
            Keccak256.hash("ProviderRegistration(address provider,address payoutAddress,"
                    + "uint256 payoutChainId,bytes32 nonce,uint256 validBeforeMs)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .address(provider)
                .address(payoutAddress)
                .uint(payoutChainId)
                .bytes32(nonce)
                .uint(validBeforeMs)
                .hash();
    }
}
