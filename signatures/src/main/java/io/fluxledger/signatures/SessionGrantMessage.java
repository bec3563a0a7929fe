package io.fluxledger.signatures;

/**
 * A payer lets a session key sign locks in its name. Signed once, by the wallet. A key is used for one grant.
 *
 * @param limitNanos what all locks together may hold and spend, nano-USDC
 * @param expiresMs no lock from then on, Unix milliseconds
 * @param chainId credits of this chain alone, EIP-155; 0 for credits of every chain. A contract wallet names the chain that
 *     it is on
 * @param provider the only provider; the zero address for every provider
 * @param nonce used once by the signer
 */
public record SessionGrantMessage(
        EthAddress payer,
        EthAddress sessionKey,
        long limitNanos,
        long expiresMs,
        long chainId,
        EthAddress provider,
        Bytes32 nonce)
        implements TypedMessage {
    private static final byte[] TYPE_HASH = Keccak256.hash("SessionGrant(address payer,address sessionKey,"
            + "uint256 limitNanos,uint256 expiresMs,uint256 chainId,address provider,bytes32 nonce)");

    @Override
    public byte[] structHash() {
        return new Words()
                .bytes32(TYPE_HASH)
                .address(payer)
                .address(sessionKey)
                .uint(limitNanos)
                .uint(expiresMs)
                .uint(chainId)
                .address(provider)
                .bytes32(nonce)
                .hash();
    }

    /** Whether credits of that chain may be drawn. */
    public boolean coversChain(long drawnChainId) {
        return chainId == 0 || chainId == drawnChainId;
    }

    /** Whether that provider may be paid. */
    public boolean coversProvider(EthAddress paid) {
        return provider.isZero() || provider.equals(paid);
    }
}
