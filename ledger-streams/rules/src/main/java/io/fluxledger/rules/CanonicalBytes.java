package io.fluxledger.rules;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The byte form that is hashed, documented in HASHING.md: numbers big endian, text as a two-byte length and UTF-8,
 * lists as a four-byte count, optional values behind a byte 0 or 1. Reused from line to line, not thread-safe.
 */
final class CanonicalBytes {
    private byte[] bytes = new byte[1024];
    private int length;
    private final byte[] digest = new byte[Bytes32.BYTES];
    private final MessageDigest sha256;

    CanonicalBytes() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    CanonicalBytes clear() {
        length = 0;
        return this;
    }

    CanonicalBytes tag(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    CanonicalBytes number(int value) {
        reserve(4);
        Words.putInt(bytes, length, value);
        length += 4;
        return this;
    }

    CanonicalBytes number(long value) {
        reserve(8);
        Words.putLong(bytes, length, value);
        length += 8;
        return this;
    }

    CanonicalBytes flag(boolean value) {
        return tag(value ? 1 : 0);
    }

    CanonicalBytes text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 0xFFFF) {
            throw new IllegalArgumentException("text of " + utf8.length + " bytes is too long to be hashed");
        }
        reserve(2 + utf8.length);
        bytes[length++] = (byte) (utf8.length >>> 8);
        bytes[length++] = (byte) utf8.length;
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        return this;
    }

    /** Characters of an id, a byte each, without a length; what is not ASCII, and so no valid id, takes three. */
    CanonicalBytes ascii(String value) {
        int size = value.length();
        reserve(3 * size);
        for (int i = 0; i < size; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                bytes[length++] = (byte) 0xFF;
                bytes[length++] = (byte) (c >>> 8);
                bytes[length++] = (byte) c;
            }
        }
        return this;
    }

    /** An enum: its position among its symbols, which are append only. */
    CanonicalBytes symbol(Enum<?> value) {
        return tag(value.ordinal());
    }

    CanonicalBytes address(Address value) {
        reserve(Address.BYTES);
        Words.putLong(bytes, length, value.high());
        Words.putLong(bytes, length + 8, value.middle());
        Words.putInt(bytes, length + 16, value.low());
        length += Address.BYTES;
        return this;
    }

    CanonicalBytes word(Bytes32 value) {
        reserve(Bytes32.BYTES);
        value.copyTo(bytes, length);
        length += Bytes32.BYTES;
        return this;
    }

    CanonicalBytes id(InputId value) {
        return number(value.high()).number(value.low());
    }

    <T> CanonicalBytes optional(@Nullable T value, BiConsumer<CanonicalBytes, T> write) {
        if (value == null) {
            return tag(0);
        }
        tag(1);
        write.accept(this, value);
        return this;
    }

    CanonicalBytes optional(@Nullable Address value) {
        return value == null ? tag(0) : tag(1).address(value);
    }

    CanonicalBytes postings(List<Posting> postings) {
        number(postings.size());
        for (int i = 0; i < postings.size(); i++) {
            Posting p = postings.get(i);
            symbol(p.account()).optional(p.owner()).number(p.chainId()).number(p.amountNanos());
        }
        return this;
    }

    CanonicalBytes balances(Balances balances) {
        number(balances.size());
        for (int i = 0; i < balances.size(); i++) {
            symbol(balances.account(i)).number(balances.chainId(i)).number(balances.amountNanos(i));
        }
        return this;
    }

    <T> CanonicalBytes list(List<T> values, BiConsumer<CanonicalBytes, T> write) {
        number(values.size());
        for (T value : values) {
            write.accept(this, value);
        }
        return this;
    }

    CanonicalBytes draws(List<Draw> draws) {
        number(draws.size());
        for (int i = 0; i < draws.size(); i++) {
            number(draws.get(i).chainId()).number(draws.get(i).amountNanos());
        }
        return this;
    }

    CanonicalBytes escrow(@Nullable EscrowTerms terms) {
        return optional(
                terms,
                (out, t) -> out.number(t.chainId())
                        .address(t.token())
                        .address(t.operator())
                        .address(t.receiver())
                        .number(t.maxAmountMicros())
                        .number(t.preApprovalExpiryS())
                        .number(t.authorizationExpiryS())
                        .number(t.refundExpiryS())
                        .number(t.minFeeBps())
                        .number(t.maxFeeBps())
                        .address(t.feeReceiver())
                        .word(t.salt()));
    }

    Bytes32 hash() {
        digest();
        return new Bytes32(digestWord(0), digestWord(8), digestWord(16), digestWord(24));
    }

    /** The first half of the hash. */
    Fingerprint fingerprint() {
        digest();
        return new Fingerprint(digestWord(0), digestWord(8));
    }

    /** Read as it was written a moment ago, in halves: a processor hands over what it has not stored yet only in the same pieces. */
    private long digestWord(int offset) {
        return ((long) Words.getInt(digest, offset) << 32) | (Words.getInt(digest, offset + 4) & 0xFFFF_FFFFL);
    }

    /**
     * A quick 64-bit mix of the bytes: to tell contents apart that only one party can make, and that decide nothing but
     * whether it is told that it repeats itself.
     */
    long mixed() {
        long mixed = length;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            mixed = Mix.of(mixed, Words.getLong(bytes, at));
        }
        for (; at < length; at++) {
            mixed = Mix.of(mixed, bytes[at]);
        }
        return mixed;
    }

    private void digest() {
        sha256.update(bytes, 0, length);
        try {
            sha256.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes hold a SHA-256", e);
        }
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
