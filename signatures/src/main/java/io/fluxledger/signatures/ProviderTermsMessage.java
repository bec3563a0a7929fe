package io.fluxledger.signatures;

import java.util.List;

/**
 * A provider says how it may be paid.
 *
 * @param alternativeChainIds EIP-155 chains where it may be paid when its own is not to be had, in its order
 * @param payoutToken that it wants on its own chain; the zero address for USDC
 * @param slippageBps how much less than the quote it takes for that token, in basis points
 * @param nonce used once by the signer
 * @param validBeforeMs void from then on, Unix milliseconds
 */
public record ProviderTermsMessage(
        EthAddress provider,
        List<Long> alternativeChainIds,
        EthAddress payoutToken,
        long slippageBps,
        Bytes32 nonce,
        long validBeforeMs)
        implements TypedMessage {
    private static final byte[] TYPE_HASH =
            Keccak256.hash("ProviderPayoutTerms(address provider,uint256[] alternativeChainIds,address payoutToken,"
                    + "uint256 slippageBps,bytes32 nonce,uint256 validBeforeMs)");

    public ProviderTermsMessage {
        alternativeChainIds = List.copyOf(alternativeChainIds);
    }

    @Override
    public byte[] structHash() {
        Words chains = new Words();
        alternativeChainIds.forEach(chains::uint);
        return new Words()
                .bytes32(TYPE_HASH)
                .address(provider)
                .bytes32(chains.hash())
                .address(payoutToken)
                .uint(slippageBps)
                .bytes32(nonce)
                .uint(validBeforeMs)
                .hash();
    }
}
