package io.fluxledger.contracts;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * Builds ABI-encoded arguments, in the order of the calls. web3j derives a wrong selector for nested static types, so the
 * canonical signature is written out by the caller and structs of static fields are given as their words.
 */
final class Calldata {
    static final int WORD = 32;

    private final byte[] selector;
    private final List<byte[]> heads = new ArrayList<>();
    /** At the same index as its head; empty for static arguments. */
    private final List<byte[]> tails = new ArrayList<>();

    private Calldata(byte[] selector) {
        this.selector = selector;
    }

    /** @param signature canonical, for example {@code transfer(address,uint256)} */
    static Calldata call(String signature) {
        return new Calldata(selector(signature));
    }

    /** Arguments alone, as for constructors. */
    static Calldata arguments() {
        return new Calldata(new byte[0]);
    }

    static byte[] selector(String signature) {
        return Arrays.copyOf(Hash.sha3(signature.getBytes(StandardCharsets.UTF_8)), 4);
    }

    Calldata address(String address) {
        return word(addressWord(address));
    }

    Calldata uint(BigInteger value) {
        return word(uintWord(value));
    }

    Calldata uint(long value) {
        return uint(BigInteger.valueOf(value));
    }

    Calldata bytes32(byte[] value) {
        if (value.length != WORD) {
            throw new IllegalArgumentException("32 bytes expected, not " + value.length);
        }
        return word(value.clone());
    }

    /** A struct of static fields: its words, one after the other. */
    Calldata words(byte[] words) {
        if (words.length % WORD != 0) {
            throw new IllegalArgumentException("Whole words expected, not " + words.length + " bytes");
        }
        for (int i = 0; i < words.length; i += WORD) {
            word(Arrays.copyOfRange(words, i, i + WORD));
        }
        return this;
    }

    Calldata bytes(byte[] value) {
        int padded = (value.length + WORD - 1) / WORD * WORD;
        heads.add(new byte[WORD]);
        tails.add(concat(uintWord(BigInteger.valueOf(value.length)), Arrays.copyOf(value, padded)));
        return this;
    }

    Calldata string(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** An array without elements has the same encoding for every element type. */
    Calldata emptyArray() {
        return bytes(new byte[0]);
    }

    /** An array whose elements are structs of static fields or single words: each given as its words. */
    Calldata tuples(List<byte[]> elements) {
        heads.add(new byte[WORD]);
        tails.add(concat(
                uintWord(BigInteger.valueOf(elements.size())), concat(elements.toArray(new byte[elements.size()][]))));
        return this;
    }

    /** An array of {@code bytes}. */
    Calldata byteArrays(List<byte[]> elements) {
        Calldata inside = arguments();
        elements.forEach(inside::bytes);
        heads.add(new byte[WORD]);
        tails.add(concat(uintWord(BigInteger.valueOf(elements.size())), inside.encode()));
        return this;
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(selector);
        int offset = heads.size() * WORD;
        for (int i = 0; i < heads.size(); i++) {
            byte[] tail = tails.get(i);
            if (tail.length == 0) {
                out.writeBytes(heads.get(i));
            } else {
                out.writeBytes(uintWord(BigInteger.valueOf(offset)));
                offset += tail.length;
            }
        }
        tails.forEach(out::writeBytes);
        return out.toByteArray();
    }

    static byte[] addressWord(String address) {
        byte[] bytes = Numeric.hexStringToByteArray(address);
        if (bytes.length != 20) {
            throw new IllegalArgumentException("Not an address: " + address);
        }
        byte[] word = new byte[WORD];
        System.arraycopy(bytes, 0, word, WORD - 20, 20);
        return word;
    }

    static byte[] uintWord(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 256) {
            throw new IllegalArgumentException("Not a uint256: " + value);
        }
        return Numeric.toBytesPadded(value, WORD);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private Calldata word(byte[] word) {
        heads.add(word);
        tails.add(new byte[0]);
        return this;
    }
}
