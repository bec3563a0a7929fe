package io.fluxledger.signatures;

/**
 * One payment in the auth-capture escrow. Its hash is its identity on chain; the hash with payer 0 is the nonce of the
 * payer's EIP-3009 authorization, so that signature fixes every field.
 *
 * @param operator who may authorize, capture and void
 * @param receiver who is paid on capture
 * @param maxAmountMicros locked maximum in micro-USDC
 * @param preApprovalExpiryS authorize before, Unix seconds
 * @param authorizationExpiryS capture before, Unix seconds
 * @param refundExpiryS refund before, Unix seconds
 * @param minFeeBps lowest fee in basis points
 * @param maxFeeBps highest fee in basis points
 */
public record EscrowPaymentInfo(
        EthAddress operator,
        EthAddress payer,
        EthAddress receiver,
        EthAddress token,
        long maxAmountMicros,
        long preApprovalExpiryS,
        long authorizationExpiryS,
        long refundExpiryS,
        int minFeeBps,
        int maxFeeBps,
        EthAddress feeReceiver,
        Bytes32 salt) {
    private static final byte[] TYPE_HASH = Keccak256.hash(
            "PaymentInfo(address operator,address payer,address receiver,address token,uint120 maxAmount,"
                    + "uint48 preApprovalExpiry,uint48 authorizationExpiry,uint48 refundExpiry,"
                    + "uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,uint256 salt)");

    /** What the escrow calls paymentInfoHash: 32 bytes. */
    public Bytes32 hash(long chainId, EthAddress escrow) {
        return hash(payer, chainId, escrow);
    }

    /** Nonce of the payer's ReceiveWithAuthorization to the token collector. */
    public Bytes32 payerAgnosticNonce(long chainId, EthAddress escrow) {
        return hash(EthAddress.ZERO, chainId, escrow);
    }

    /** Salt that ties a payment to an intent: keccak256 of "fluxpay:" and the id. */
    public static Bytes32 saltFor(String intentId) {
        return Bytes32.of(Keccak256.hash("fluxpay:" + intentId));
    }

    private Bytes32 hash(EthAddress hashedPayer, long chainId, EthAddress escrow) {
        byte[] structHash = new Words()
                .bytes32(TYPE_HASH)
                .address(operator)
                .address(hashedPayer)
                .address(receiver)
                .address(token)
                .uint(maxAmountMicros)
                .uint(preApprovalExpiryS)
                .uint(authorizationExpiryS)
                .uint(refundExpiryS)
                .uint(minFeeBps)
                .uint(maxFeeBps)
                .address(feeReceiver)
                .bytes32(salt)
                .hash();
        return Bytes32.of(
                new Words().uint(chainId).address(escrow).bytes32(structHash).hash());
    }
}
