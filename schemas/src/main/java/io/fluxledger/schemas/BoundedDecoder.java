package io.fluxledger.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding over an array. Whatever a length or a count says, nothing is allocated beyond the bytes that
 * are there, so that no record can exhaust the memory of its reader. All reads throw {@link UnreadableRecordException}
 * where the bytes are none of Avro's, or end too early. Not thread-safe.
 */
public final class BoundedDecoder extends Decoder {
    static final int MAX_TEXT_BYTES = 16_384;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[0];
    private int at;

    /** Reads from there to the end of the array. */
    public BoundedDecoder reset(byte[] from, int offset) {
        bytes = from;
        at = offset;
        return this;
    }

    /** @throws UnreadableRecordException when bytes are left over */
    public void end() {
        if (at != bytes.length) {
            throw new UnreadableRecordException("bytes left over behind the record");
        }
    }

    /** The next eight bytes of a fixed value, big endian. */
    public long readFixedLong() {
        int from = take(Long.BYTES);
        return (long) LONG.get(bytes, from);
    }

    /** The next four bytes of a fixed value, big endian. */
    public int readFixedInt() {
        int from = take(Integer.BYTES);
        return (int) INT.get(bytes, from);
    }

    /** The next bytes, preceded by their length. */
    public byte[] readByteArray() {
        int length = length();
        int from = take(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private int take(int count) {
        int from = at;
        if (bytes.length - from < count) {
            throw new UnreadableRecordException("the record ends too early");
        }
        at = from + count;
        return from;
    }

    /** No text of ours is long; one that were could make a journal line that the broker refuses. */
    private int textLength() {
        int length = length();
        if (length > MAX_TEXT_BYTES) {
            throw new UnreadableRecordException("a text of " + length + " bytes is longer than " + MAX_TEXT_BYTES);
        }
        return length;
    }

    private int length() {
        long length = readLong();
        if (length < 0 || length > bytes.length - at) {
            throw new UnreadableRecordException("a length of " + length + " does not fit in the record");
        }
        return (int) length;
    }

    /** Count of a block's items, each of which has at least one byte; 0 at the end of the array. */
    private long items() {
        long count = readLong();
        if (count < 0) {
            // A block with its size in bytes, which only those need who skip it.
            readLong();
            count = -count;
        }
        if (count < 0 || count > bytes.length - at) {
            throw new UnreadableRecordException("an array of " + count + " does not fit in the record");
        }
        return count;
    }

    private long skipItems() {
        long count = readLong();
        while (count < 0) {
            skipFixed(length());
            count = readLong();
        }
        if (count > bytes.length - at) {
            throw new UnreadableRecordException("an array of " + count + " does not fit in the record");
        }
        return count;
    }

    @Override
    public int remainingBytes() {
        return bytes.length - at;
    }

    @Override
    public void readNull() {
        // Takes no bytes.
    }

    @Override
    public boolean readBoolean() {
        return bytes[take(1)] == 1;
    }

    @Override
    public int readInt() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = bytes[take(1)];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new UnreadableRecordException("an int has more than five bytes");
    }

    @Override
    public long readLong() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = bytes[take(1)];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new UnreadableRecordException("a long has more than ten bytes");
    }

    @Override
    public float readFloat() {
        return Float.intBitsToFloat(Integer.reverseBytes(readFixedInt()));
    }

    @Override
    public double readDouble() {
        return Double.longBitsToDouble(Long.reverseBytes(readFixedLong()));
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) {
        int length = textLength();
        int from = take(length);
        return new Utf8(Arrays.copyOfRange(bytes, from, from + length));
    }

    @Override
    public String readString() {
        int length = textLength();
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() {
        skipFixed(length());
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) {
        return ByteBuffer.wrap(readByteArray());
    }

    @Override
    public void skipBytes() {
        skipFixed(length());
    }

    @Override
    public void readFixed(byte[] to, int start, int length) {
        System.arraycopy(bytes, take(length), to, start, length);
    }

    @Override
    public void skipFixed(int length) {
        var _ = take(length);
    }

    @Override
    public int readEnum() {
        return readInt();
    }

    @Override
    public long readArrayStart() {
        return items();
    }

    @Override
    public long arrayNext() {
        return items();
    }

    @Override
    public long skipArray() {
        return skipItems();
    }

    @Override
    public long readMapStart() {
        return items();
    }

    @Override
    public long mapNext() {
        return items();
    }

    @Override
    public long skipMap() {
        return skipItems();
    }

    @Override
    public int readIndex() {
        return readInt();
    }
}
