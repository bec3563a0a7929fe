package io.fluxledger.signatures;

/**
 * Whoever shows this may read what is the payer's own business: its calls. It moves no money.
 *
 * @param expiresMs void from then on, Unix milliseconds
 */
public record AccountAccessMessage(EthAddress payer, long expiresMs) implements TypedMessage {
    private static final byte[] TYPE_HASH = Keccak256.hash("AccountAccess(address payer,uint256 expiresMs)");

    @Override
    public byte[] structHash() {
        return new Words().bytes32(TYPE_HASH).address(payer).uint(expiresMs).hash();
    }
}
