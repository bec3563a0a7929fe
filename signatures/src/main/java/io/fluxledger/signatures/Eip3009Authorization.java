package io.fluxledger.signatures;

import java.math.BigInteger;

/**
 * A signed permission to move tokens (EIP-3009), valid strictly between its two times.
 *
 * @param value in the token's smallest unit (USDC: micro-USDC)
 * @param validAfterS Unix seconds
 * @param validBeforeS Unix seconds
 * @param nonce any value that the payer has not used with this token
 */
public record Eip3009Authorization(
        EthAddress from, EthAddress to, BigInteger value, long validAfterS, long validBeforeS, Bytes32 nonce) {
    private static final String FIELDS =
            "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
    private static final byte[] TRANSFER = Keccak256.hash("TransferWithAuthorization" + FIELDS);
    private static final byte[] RECEIVE = Keccak256.hash("ReceiveWithAuthorization" + FIELDS);
    private static final byte[] CANCEL = Keccak256.hash("CancelAuthorization(address authorizer,bytes32 nonce)");

    public static Eip3009Authorization ofMicros(
            EthAddress from, EthAddress to, long valueMicros, long validAfterS, long validBeforeS, Bytes32 nonce) {
        return new Eip3009Authorization(from, to, BigInteger.valueOf(valueMicros), validAfterS, validBeforeS, nonce);
    }

    /** What {@code from} signs so that anybody may submit the transfer: 32 bytes. */
    public byte[] transferDigest(Eip712Domain token) {
        return token.digest(structHash(TRANSFER));
    }

    /** What {@link #transferDigest} is the Keccak-256 hash of: 66 bytes. */
    public byte[] transferPreimage(Eip712Domain token) {
        return token.preimage(structHash(TRANSFER));
    }

    /** What {@link #receiveDigest} is the Keccak-256 hash of: 66 bytes. */
    public byte[] receivePreimage(Eip712Domain token) {
        return token.preimage(structHash(RECEIVE));
    }

    /** What {@code from} signs so that only {@code to} may submit the transfer: 32 bytes. */
    public byte[] receiveDigest(Eip712Domain token) {
        return token.digest(structHash(RECEIVE));
    }

    /** What {@code from} signs to make the nonce void: 32 bytes. */
    public byte[] cancelDigest(Eip712Domain token) {
        return token.digest(
                new Words().bytes32(CANCEL).address(from).bytes32(nonce).hash());
    }

    private byte[] structHash(byte[] typeHash) {
        return new Words()
                .bytes32(typeHash)
                .address(from)
                .address(to)
                .uint(value)
                .uint(validAfterS)
                .uint(validBeforeS)
                .bytes32(nonce)
                .hash();
    }
}
