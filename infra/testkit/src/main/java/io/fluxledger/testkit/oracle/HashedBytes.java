package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.Signature;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The canonical bytes of HASHING.md. A record's components are taken in order, those of records within it in place. */
final class HashedBytes {
    private static final int MAX_BYTES = 1 << 16;

    private final ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
    private final Map<Class<?>, boolean[]> optionals = new HashMap<>();

    void clear() {
        buffer.clear();
    }

    byte[] digest(MessageDigest digest) {
        digest.update(buffer.array(), 0, buffer.position());
        return digest.digest();
    }

    void tag(int tag) {
        buffer.put((byte) tag);
    }

    void optional(@Nullable Object value) {
        buffer.put((byte) (value == null ? 0 : 1));
        if (value != null) {
            value(value);
        }
    }

    void fields(Record record) {
        fields(record, Records.components(record).length);
    }

    void fieldsButTheLast(Record record, int leftOut) {
        fields(record, Records.components(record).length - leftOut);
    }

    private void fields(Record record, int count) {
        RecordComponent[] components = Records.components(record);
        boolean[] optional = optionals.computeIfAbsent(record.getClass(), _ -> optionals(components));
        for (int i = 0; i < count; i++) {
            RecordComponent component = components[i];
            if (component.getType() == Signature.class) {
                continue;
            }
            Object value = Records.get(record, component);
            if (optional[i]) {
                optional(value);
            } else if (value == null) {
                throw new IllegalStateException("null where none may be: " + component + " of " + record);
            } else {
                value(value);
            }
        }
    }

    private static boolean[] optionals(RecordComponent[] components) {
        boolean[] optional = new boolean[components.length];
        for (int i = 0; i < components.length; i++) {
            optional[i] = isOptional(components[i]);
        }
        return optional;
    }

    static boolean isOptional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    void value(Object value) {
        switch (value) {
            case Integer number -> buffer.putInt(number);
            case Long number -> buffer.putLong(number);
            case Boolean flag -> buffer.put((byte) (flag ? 1 : 0));
            case Enum<?> symbol -> buffer.put((byte) symbol.ordinal());
            case String text -> {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                buffer.putShort((short) utf8.length).put(utf8);
            }
            case Address address -> buffer.put(address.toBytes());
            case Bytes32 bytes -> buffer.put(bytes.toBytes());
            case InputId id -> buffer.put(id.toBytes());
            case List<?> list -> {
                buffer.putInt(list.size());
                list.forEach(this::value);
            }
            case Record record -> fields(record);
            default -> throw new IllegalStateException("HASHING.md does not say how to write " + value);
        }
    }
}
