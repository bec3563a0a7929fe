package io.fluxledger.codec;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.LineRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields of stored state as bytes. The first byte of every value is the layout's version. */
final class StateBytes {
    static final int VERSION = 1;

    private StateBytes() {}

    /** Writes the fields of one value. */
    interface Fields {
        void write(Out out) throws IOException;
    }

    /** Reads the fields of one value. */
    interface Reading<T> {
        T read(In in) throws IOException;
    }

    static byte[] write(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream data = new DataOutputStream(bytes)) {
            data.writeByte(VERSION);
            fields.write(new Out(data));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static <T> T read(byte[] value, Reading<T> reading) {
        try (DataInputStream data = new DataInputStream(new ByteArrayInputStream(value))) {
            int version = data.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalStateException("stored state has layout " + version + ", this build reads " + VERSION);
            }
            T result = reading.read(new In(data));
            if (data.available() > 0) {
                throw new IllegalStateException("bytes left over behind stored state");
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("stored state ends too early", e);
        }
    }

    /** Typed writes. */
    record Out(DataOutputStream data) {
        Out number(long value) throws IOException {
            data.writeLong(value);
            return this;
        }

        Out number(int value) throws IOException {
            data.writeInt(value);
            return this;
        }

        Out flag(boolean value) throws IOException {
            data.writeBoolean(value);
            return this;
        }

        Out text(String value) throws IOException {
            data.writeUTF(value);
            return this;
        }

        /** Enums of stored state only ever grow at their end; a changed layout gets a new version. */
        Out symbol(Enum<?> value) throws IOException {
            data.writeByte(value.ordinal());
            return this;
        }

        Out address(Address value) throws IOException {
            data.write(value.toBytes());
            return this;
        }

        Out word(Bytes32 value) throws IOException {
            data.write(value.toBytes());
            return this;
        }

        Out line(@Nullable LineRef value) throws IOException {
            data.writeBoolean(value != null);
            if (value != null) {
                data.write(value.inputId().toBytes());
                data.writeInt(value.index());
            }
            return this;
        }

        Out draws(List<Draw> values) throws IOException {
            data.writeInt(values.size());
            for (Draw draw : values) {
                data.writeLong(draw.chainId());
                data.writeLong(draw.amountNanos());
            }
            return this;
        }
    }

    /** Typed reads. */
    record In(DataInputStream data) {
        long number() throws IOException {
            return data.readLong();
        }

        int integer() throws IOException {
            return data.readInt();
        }

        boolean flag() throws IOException {
            return data.readBoolean();
        }

        String text() throws IOException {
            return data.readUTF();
        }

        <E extends Enum<E>> E symbol(E[] values) throws IOException {
            return values[data.readUnsignedByte()];
        }

        Address address() throws IOException {
            return Address.of(exactly(Address.BYTES));
        }

        Bytes32 word() throws IOException {
            return Bytes32.of(exactly(Bytes32.BYTES));
        }

        @Nullable
        LineRef optionalLine() throws IOException {
            return data.readBoolean() ? new LineRef(InputId.of(exactly(InputId.BYTES)), data.readInt()) : null;
        }

        LineRef line() throws IOException {
            LineRef line = optionalLine();
            if (line == null) {
                throw new IOException("a line reference is missing");
            }
            return line;
        }

        List<Draw> draws() throws IOException {
            int count = data.readInt();
            List<Draw> draws = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                draws.add(new Draw(data.readLong(), data.readLong()));
            }
            return draws;
        }

        private byte[] exactly(int length) throws IOException {
            byte[] bytes = new byte[length];
            data.readFully(bytes);
            return bytes;
        }
    }
}
