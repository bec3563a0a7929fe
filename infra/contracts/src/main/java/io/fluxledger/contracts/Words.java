package io.fluxledger.contracts;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.web3j.utils.Numeric;

/** ABI-encoded return values, event data or error arguments, read by word. */
final class Words {
    private final byte[] data;

    Words(byte[] data) {
        this.data = data;
    }

    static Words of(String hex) {
        return new Words(Numeric.hexStringToByteArray(hex));
    }

    /** The arguments of a call, without its selector. */
    static Words ofCall(byte[] calldata) {
        return new Words(Arrays.copyOfRange(calldata, 4, calldata.length));
    }

    byte[] bytes32(int index) {
        int from = index * Calldata.WORD;
        if (from + Calldata.WORD > data.length) {
            throw new IllegalArgumentException("No word " + index + " in " + data.length + " bytes");
        }
        return Arrays.copyOfRange(data, from, from + Calldata.WORD);
    }

    BigInteger uint(int index) {
        return new BigInteger(1, bytes32(index));
    }

    /** @throws ArithmeticException when it does not fit */
    long uint63(int index) {
        return uint(index).longValueExact();
    }

    boolean bool(int index) {
        return uint(index).signum() != 0;
    }

    String address(int index) {
        return address(bytes32(index));
    }

    static String address(byte[] word) {
        return Numeric.toHexString(Arrays.copyOfRange(word, 12, Calldata.WORD));
    }

    /** The dynamic argument whose offset stands in that word. */
    byte[] bytes(int index) {
        int from = uint(index).intValueExact();
        if (from < 0 || from % Calldata.WORD != 0) {
            throw new IllegalArgumentException("Unaligned offset " + from);
        }
        int length = uint(from / Calldata.WORD).intValueExact();
        int start = from + Calldata.WORD;
        if (start + length > data.length) {
            throw new IllegalArgumentException("Cut short: " + length + " bytes announced");
        }
        return Arrays.copyOfRange(data, start, start + length);
    }

    String string(int index) {
        return new String(bytes(index), StandardCharsets.UTF_8);
    }
}
