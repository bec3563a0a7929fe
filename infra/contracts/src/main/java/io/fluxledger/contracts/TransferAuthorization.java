package io.fluxledger.contracts;

import org.web3j.utils.Numeric;

/**
 * An EIP-3009 TransferWithAuthorization of USDC, as its calldata carries it.
 *
 * @param from signer, 0x-address
 * @param to recipient, 0x-address
 * @param validAfterS valid after that time, Unix seconds
 * @param validBeforeS valid before that time, Unix seconds
 * @param nonce 32 bytes in 0x-hex; the token accepts each once for a signer
 */
public record TransferAuthorization(
        String from, String to, long amountMicros, long validAfterS, long validBeforeS, String nonce) {
    /** The authorization that transferWithAuthorization calldata carries, signed or not. */
    public static TransferAuthorization ofCall(byte[] calldata) {
        Words words = Words.ofCall(calldata);
        return new TransferAuthorization(
                words.address(0),
                words.address(1),
                words.uint63(2),
                words.uint63(3),
                words.uint63(4),
                Numeric.toHexString(words.bytes32(5)));
    }

    /** Calldata that executes it; an empty signature gives what is still to be signed. */
    public byte[] call(byte[] signature) {
        return UsdcAbi.transferWithAuthorization(
                from, to, amountMicros, validAfterS, validBeforeS, Numeric.hexStringToByteArray(nonce), signature);
    }
}
