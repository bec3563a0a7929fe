package io.fluxledger.codec;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowTerms;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.Signature;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Avro's binary encoding of one record in the making. Reused from record to record, not thread-safe. */
final class RecordBytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int MOST_OF_A_NUMBER = 10;

    private byte[] bytes = new byte[1024];
    private int at;

    RecordBytes clear() {
        at = 0;
        return this;
    }

    /** Starts a record in the wire format. */
    RecordBytes begin(int schemaId) {
        at = 0;
        bytes[at++] = 0;
        INT.set(bytes, at, schemaId);
        at += Integer.BYTES;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, at);
    }

    private void reserve(int more) {
        if (bytes.length - at < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
        }
    }

    /** An int or long: zigzag, seven bits a byte. */
    RecordBytes number(long value) {
        reserve(MOST_OF_A_NUMBER);
        long left = (value << 1) ^ (value >> 63);
        int to = at;
        while ((left & ~0x7FL) != 0) {
            bytes[to++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[to++] = (byte) left;
        at = to;
        return this;
    }

    RecordBytes flag(boolean value) {
        return tag(value ? 1 : 0);
    }

    /** One byte as it is. */
    RecordBytes tag(int value) {
        reserve(1);
        bytes[at++] = (byte) value;
        return this;
    }

    /** An enum, by its position. */
    RecordBytes symbol(Enum<?> value) {
        return number(value.ordinal());
    }

    /** Which branch of a union follows. */
    RecordBytes branch(int index) {
        return number(index);
    }

    RecordBytes text(String value) {
        int start = at;
        int length = value.length();
        number(length);
        reserve(length);
        for (int i = 0; i < length; i++) {
            char next = value.charAt(i);
            if (next >= 0x80) {
                at = start;
                return byteArray(value.getBytes(StandardCharsets.UTF_8));
            }
            bytes[at + i] = (byte) next;
        }
        at += length;
        return this;
    }

    RecordBytes byteArray(byte[] value) {
        number(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
        return this;
    }

    RecordBytes signature(Signature value) {
        return byteArray(value.toBytes());
    }

    RecordBytes fixed(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, at, value);
        at += Long.BYTES;
        return this;
    }

    RecordBytes id(InputId value) {
        return fixed(value.high()).fixed(value.low());
    }

    RecordBytes address(Address value) {
        reserve(Address.BYTES);
        LONG.set(bytes, at, value.high());
        LONG.set(bytes, at + 8, value.middle());
        INT.set(bytes, at + 16, value.low());
        at += Address.BYTES;
        return this;
    }

    RecordBytes word(Bytes32 value) {
        reserve(Bytes32.BYTES);
        LONG.set(bytes, at, value.first());
        LONG.set(bytes, at + 8, value.second());
        LONG.set(bytes, at + 16, value.third());
        LONG.set(bytes, at + 24, value.fourth());
        at += Bytes32.BYTES;
        return this;
    }

    RecordBytes optional(@Nullable Address value) {
        return value == null ? branch(0) : branch(1).address(value);
    }

    RecordBytes optional(@Nullable Bytes32 value) {
        return value == null ? branch(0) : branch(1).word(value);
    }

    RecordBytes optional(@Nullable String value) {
        return value == null ? branch(0) : branch(1).text(value);
    }

    /** Before the items of an array; {@link #endItems} comes behind them. */
    RecordBytes items(int count) {
        return count == 0 ? this : number(count);
    }

    RecordBytes endItems() {
        return number(0);
    }

    RecordBytes numbers(List<Long> values) {
        items(values.size());
        for (int i = 0; i < values.size(); i++) {
            number(values.get(i));
        }
        return endItems();
    }

    RecordBytes draws(List<Draw> draws) {
        items(draws.size());
        for (int i = 0; i < draws.size(); i++) {
            Draw draw = draws.get(i);
            number(draw.chainId()).number(draw.amountNanos());
        }
        return endItems();
    }

    RecordBytes optional(@Nullable EscrowTerms terms) {
        if (terms == null) {
            return branch(0);
        }
        return branch(1)
                .number(terms.chainId())
                .address(terms.token())
                .address(terms.operator())
                .address(terms.receiver())
                .number(terms.maxAmountMicros())
                .number(terms.preApprovalExpiryS())
                .number(terms.authorizationExpiryS())
                .number(terms.refundExpiryS())
                .number(terms.minFeeBps())
                .number(terms.maxFeeBps())
                .address(terms.feeReceiver())
                .word(terms.salt())
                .signature(terms.signature());
    }
}
