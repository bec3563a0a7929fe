package io.fluxledger.contracts;

import java.math.BigInteger;

/** Calls of any ERC-20 token, amounts in its smallest unit. What only USDC has is in {@link UsdcAbi}. */
public final class TokenAbi {
    private TokenAbi() {}

    public static byte[] approve(String spender, BigInteger amount) {
        return Calldata.call("approve(address,uint256)")
                .address(spender)
                .uint(amount)
                .encode();
    }

    public static byte[] transfer(String to, BigInteger amount) {
        return Calldata.call("transfer(address,uint256)")
                .address(to)
                .uint(amount)
                .encode();
    }

    /** Only development tokens let their owner do so. */
    public static byte[] mint(String to, BigInteger amount) {
        return Calldata.call("mint(address,uint256)").address(to).uint(amount).encode();
    }

    /** Answers an amount. */
    public static byte[] balanceOf(String account) {
        return Calldata.call("balanceOf(address)").address(account).encode();
    }

    /** Answers an amount. */
    public static byte[] allowance(String owner, String spender) {
        return Calldata.call("allowance(address,address)")
                .address(owner)
                .address(spender)
                .encode();
    }

    /** Answers a number. */
    public static byte[] decimals() {
        return Calldata.call("decimals()").encode();
    }

    /** Answers a string. */
    public static byte[] symbol() {
        return Calldata.call("symbol()").encode();
    }

    /** @param returned one word, 0x-hex */
    public static BigInteger decodeAmount(String returned) {
        return Words.of(returned).uint(0);
    }

    /** @param returned a string, 0x-hex */
    public static String decodeString(String returned) {
        return Words.of(returned).string(0);
    }
}
