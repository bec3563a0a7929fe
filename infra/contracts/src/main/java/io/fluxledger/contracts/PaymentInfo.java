package io.fluxledger.contracts;

import io.fluxledger.events.Address20;
import io.fluxledger.events.EscrowAuthorization;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * One payment in the escrow. Its hash is its identity on chain; the hash with payer 0 is the nonce of the payer's EIP-3009
 * authorization, so a signature fixes every field.
 *
 * @param operator who may authorize, capture and void; all addresses are 0x-hex
 * @param maxAmountMicros locked maximum in micro-USDC
 * @param preApprovalExpiryS authorize before, Unix seconds
 * @param authorizationExpiryS capture before, Unix seconds
 * @param refundExpiryS refund before, Unix seconds
 * @param minFeeBps lowest fee in basis points
 * @param maxFeeBps highest fee in basis points
 * @param salt any uint256
 */
public record PaymentInfo(
        String operator,
        String payer,
        String receiver,
        String token,
        long maxAmountMicros,
        long preApprovalExpiryS,
        long authorizationExpiryS,
        long refundExpiryS,
        int minFeeBps,
        int maxFeeBps,
        String feeReceiver,
        BigInteger salt) {
    static final String TUPLE =
            "(address,address,address,address,uint120,uint48,uint48,uint48,uint16,uint16,address,uint256)";
    private static final String ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";
    private static final byte[] TYPEHASH = Hash.sha3(("PaymentInfo(address operator,address payer,address receiver,"
                    + "address token,uint120 maxAmount,uint48 preApprovalExpiry,uint48 authorizationExpiry,"
                    + "uint48 refundExpiry,uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,uint256 salt)")
            .getBytes(StandardCharsets.UTF_8));

    public static PaymentInfo of(EscrowAuthorization authorization, Address20 payer) {
        return new PaymentInfo(
                hex(authorization.getOperator()),
                hex(payer),
                hex(authorization.getReceiver()),
                hex(authorization.getToken()),
                authorization.getMaxAmountMicros(),
                authorization.getPreApprovalExpiryS(),
                authorization.getAuthorizationExpiryS(),
                authorization.getRefundExpiryS(),
                authorization.getMinFeeBps(),
                authorization.getMaxFeeBps(),
                hex(authorization.getFeeReceiver()),
                new BigInteger(1, authorization.getSalt().bytes()));
    }

    /** The payment that {@link NexusEscrowAbi#authorize} calldata is about. */
    public static PaymentInfo ofAuthorizeCall(byte[] calldata) {
        Words words = Words.ofCall(calldata);
        return new PaymentInfo(
                words.address(0),
                words.address(1),
                words.address(2),
                words.address(3),
                words.uint63(4),
                words.uint63(5),
                words.uint63(6),
                words.uint63(7),
                words.uint(8).intValueExact(),
                words.uint(9).intValueExact(),
                words.address(10),
                words.uint(11));
    }

    /** What the escrow calls paymentInfoHash: 32 bytes. */
    public byte[] hash(long chainId, String escrow) {
        byte[] structHash = Hash.sha3(Calldata.concat(TYPEHASH, words()));
        return Hash.sha3(Calldata.arguments()
                .uint(chainId)
                .address(escrow)
                .bytes32(structHash)
                .encode());
    }

    /** Nonce of the payer's ReceiveWithAuthorization to the token collector: 32 bytes. */
    public byte[] authorizationNonce(long chainId, String escrow) {
        return withPayer(ZERO_ADDRESS).hash(chainId, escrow);
    }

    private PaymentInfo withPayer(String otherPayer) {
        return new PaymentInfo(
                operator,
                otherPayer,
                receiver,
                token,
                maxAmountMicros,
                preApprovalExpiryS,
                authorizationExpiryS,
                refundExpiryS,
                minFeeBps,
                maxFeeBps,
                feeReceiver,
                salt);
    }

    byte[] words() {
        return Calldata.arguments()
                .address(operator)
                .address(payer)
                .address(receiver)
                .address(token)
                .uint(maxAmountMicros)
                .uint(preApprovalExpiryS)
                .uint(authorizationExpiryS)
                .uint(refundExpiryS)
                .uint(minFeeBps)
                .uint(maxFeeBps)
                .address(feeReceiver)
                .uint(salt)
                .encode();
    }

    private static String hex(Address20 address) {
        return Numeric.toHexString(address.bytes());
    }
}
