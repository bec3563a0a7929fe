package io.fluxledger.signatures;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** An EVM account or contract: 20 bytes. */
public final class EthAddress implements Comparable<EthAddress> {
    public static final EthAddress ZERO = new EthAddress(new byte[20]);

    private final byte[] bytes;

    private EthAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException unless 20 bytes */
    public static EthAddress of(byte[] bytes) {
        return new EthAddress(Hex.checkLength(bytes, 20, "address"));
    }

    /**
     * @param text 0x and 40 hex digits; in mixed case the EIP-55 checksum must hold
     * @throws IllegalArgumentException saying what is wrong
     */
    public static EthAddress parse(String text) {
        EthAddress address = new EthAddress(Hex.parse(text, 20, "address"));
        String digits = text.substring(2);
        boolean mixed =
                !digits.equals(digits.toLowerCase(Locale.ROOT)) && !digits.equals(digits.toUpperCase(Locale.ROOT));
        if (mixed && !text.equals(address.checksummed())) {
            throw new IllegalArgumentException("address has a wrong EIP-55 checksum");
        }
        return address;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public boolean isZero() {
        return equals(ZERO);
    }

    /** 0x-hex in mixed case, EIP-55. */
    public String checksummed() {
        String digits = Hex.digits(bytes);
        byte[] hash = Keccak256.hash(digits.getBytes(StandardCharsets.US_ASCII));
        StringBuilder out = new StringBuilder("0x");
        for (int i = 0; i < digits.length(); i++) {
            int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf;
            char digit = digits.charAt(i);
            out.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
        }
        return out.toString();
    }

    @Override
    public int compareTo(EthAddress other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EthAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 0x-hex, lower case: the form of record keys. */
    @Override
    public String toString() {
        return Hex.prefixed(bytes);
    }
}
