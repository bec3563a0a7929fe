package io.fluxledger.signatures;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of EIP-712 that are no structs and no arrays, as words. */
final class AtomicType {
    private static final Pattern SIZED = Pattern.compile("(uint|int|bytes)([1-9][0-9]{0,2})");

    private AtomicType() {}

    /** @throws IllegalArgumentException naming the path when the type is unknown or the value does not fit it */
    static byte[] word(String type, Object value, String path) {
        return switch (type) {
            case "bool" -> new Words().uint(bool(value, path) ? 1 : 0).bytes();
            case "string" -> Keccak256.hash(text(value, path));
            case "bytes" -> Keccak256.hash(Hex.parse(text(value, path), path));
            case "address" ->
                new Words()
                        .address(EthAddress.of(Hex.parse(text(value, path), 20, path)))
                        .bytes();
            default -> sized(type, value, path);
        };
    }

    private static byte[] sized(String type, Object value, String path) {
        Matcher matcher = SIZED.matcher(type);
        if (matcher.matches()) {
            int size = Integer.parseInt(matcher.group(2));
            String family = matcher.group(1);
            if (family.equals("bytes") && size <= 32) {
                return Arrays.copyOf(Hex.parse(text(value, path), size, path), 32);
            }
            if (!family.equals("bytes") && size <= 256 && size % 8 == 0) {
                return integer(type, family.equals("int"), size, value, path);
            }
        }
        throw new IllegalArgumentException(path + " has the unknown type " + type);
    }

    private static byte[] integer(String type, boolean signed, int bits, Object value, String path) {
        BigInteger number = number(value, path);
        boolean fits = signed ? number.bitLength() < bits : number.signum() >= 0 && number.bitLength() <= bits;
        if (!fits) {
            throw new IllegalArgumentException(path + " does not fit " + type);
        }
        return Words.twosComplement(number, (byte) (number.signum() < 0 ? 0xff : 0));
    }

    private static BigInteger number(Object value, String path) {
        try {
            return switch (value) {
                case BigInteger integer -> integer;
                case Number number -> new BigDecimal(number.toString()).toBigIntegerExact();
                case String text when text.startsWith("0x") -> new BigInteger(text.substring(2), 16);
                case String text -> new BigInteger(text);
                default -> throw new IllegalArgumentException(path + " is no number");
            };
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(path + " is no whole number", e);
        }
    }

    private static boolean bool(Object value, String path) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw new IllegalArgumentException(path + " is no boolean");
    }

    private static String text(Object value, String path) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(path + " is no text");
    }
}
