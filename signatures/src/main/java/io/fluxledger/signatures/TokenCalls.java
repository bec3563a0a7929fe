package io.fluxledger.signatures;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Calls of an EIP-3009 token, as calldata. */
public final class TokenCalls {
    private static final byte[] TRANSFER =
            selector("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)");
    private static final byte[] AUTHORIZATION_STATE = selector("authorizationState(address,bytes32)");
    private static final byte[] BALANCE_OF = selector("balanceOf(address)");
    private static final int TRANSFER_HEAD_WORDS = 7;
    private static final int WORD_BYTES = 32;

    private TokenCalls() {}

    /** Executes a TransferWithAuthorization; anybody may send it. */
    public static byte[] transferWithAuthorization(Eip3009Authorization authorization, EthSignature signature) {
        return call(
                TRANSFER,
                new Words()
                        .address(authorization.from())
                        .address(authorization.to())
                        .uint(authorization.value())
                        .uint(authorization.validAfterS())
                        .uint(authorization.validBeforeS())
                        .bytes32(authorization.nonce())
                        .uint((long) TRANSFER_HEAD_WORDS * WORD_BYTES)
                        .dynamic(signature.bytes()));
    }

    /** 1 on chain when that authorization was used or cancelled, else 0. */
    public static byte[] authorizationState(EthAddress authorizer, Bytes32 nonce) {
        return call(AUTHORIZATION_STATE, new Words().address(authorizer).bytes32(nonce));
    }

    /** Balance in the token's smallest unit. */
    public static byte[] balanceOf(EthAddress account) {
        return call(BALANCE_OF, new Words().address(account));
    }

    private static byte[] call(byte[] selector, Words arguments) {
        byte[] words = arguments.bytes();
        byte[] call = Arrays.copyOf(selector, selector.length + words.length);
        System.arraycopy(words, 0, call, selector.length, words.length);
        return call;
    }

    private static byte[] selector(String function) {
        return Arrays.copyOf(Keccak256.hash(function.getBytes(StandardCharsets.US_ASCII)), 4);
    }
}
