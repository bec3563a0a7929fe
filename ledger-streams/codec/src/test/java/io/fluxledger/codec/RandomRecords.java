package io.fluxledger.codec;

import io.fluxledger.rules.Balances;
import io.fluxledger.rules.Signature;
import io.fluxledger.rules.SubBalance;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** Random values: records of the rules by their components, Avro records by their schemas. */
final class RandomRecords {
    private static final String[] TEXTS = {
        "", "intent-1", "0198c5a2-7d3e-7c41-9f6b-2d1c0e5b7a90", "0198C5A2-7D3E-7C41-9F6B-2D1C0E5B7A90", "ä€𝄞", "\u0000"
    };
    private static final long[] NUMBERS = {
        0, 1, -1, 63, 64, -64, -65, Long.MAX_VALUE, Long.MIN_VALUE, 1_700_000_000_000L
    };

    private final Random random;

    RandomRecords(long seed) {
        random = new Random(seed);
    }

    Random random() {
        return random;
    }

    /** All records below a sealed interface. */
    static List<Class<?>> types(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses())
                .flatMap(type -> type.isSealed() ? types(type).stream() : Stream.<Class<?>>of(type))
                .toList();
    }

    <T> T of(Class<T> type) {
        return type.cast(value(type));
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < values.length; i++) {
            boolean optional = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
            values[i] = optional && random.nextInt(3) == 0 ? null : value(components[i].getGenericType());
        }
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.toString(), e);
        }
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            Type item = list.getActualTypeArguments()[0];
            List<Object> values = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                values.add(value(item));
            }
            return values;
        }
        Class<?> raw = (Class<?>) type;
        if (raw == long.class || raw == Long.class) {
            return number();
        }
        if (raw == int.class) {
            return (int) number();
        }
        if (raw == boolean.class) {
            return random.nextBoolean();
        }
        if (raw == String.class) {
            return text();
        }
        if (raw.isEnum()) {
            Object[] symbols = raw.getEnumConstants();
            return symbols[random.nextInt(symbols.length)];
        }
        if (raw == Signature.class) {
            return new Signature(bytes(random.nextInt(3) * 65));
        }
        if (raw == Balances.class) {
            return balances();
        }
        if (raw.isSealed()) {
            List<Class<?>> types = types(raw);
            return record(types.get(random.nextInt(types.size())));
        }
        return record(raw);
    }

    long number() {
        return switch (random.nextInt(3)) {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> random.nextLong();
            default -> random.nextInt(100_000);
        };
    }

    String text() {
        return random.nextInt(3) == 0
                ? new UUID(random.nextLong(), random.nextLong()).toString()
                : TEXTS[random.nextInt(TEXTS.length)];
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Of any types and chains, with the signs that they must have. */
    Balances balances() {
        Map<List<Object>, SubBalance> all = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            SubBalance drawn = of(SubBalance.class);
            long amountNanos = 1L + random.nextInt(1_000_000_000);
            all.put(
                    List.of(drawn.account(), drawn.chainId()),
                    new SubBalance(
                            drawn.account(), drawn.chainId(), drawn.account().isDebt() ? -amountNanos : amountNanos));
        }
        return Balances.of(new ArrayList<>(all.values()));
    }

    /** Passes every call on to both. */
    static <T> T both(Class<T> type, T one, T other) {
        return type.cast(Proxy.newProxyInstance(
                RandomRecords.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    var _ = method.invoke(one, arguments);
                    return method.invoke(other, arguments);
                }));
    }

    /** A record of the schema, for Avro's generic writer. */
    GenericData.Record avroRecord(Schema schema) {
        GenericData.Record record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.pos(), avro(field.schema())));
        return record;
    }

    /** A value of the schema, for Avro's generic writer. */
    @Nullable
    Object avro(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> avroRecord(schema);
            case ENUM -> {
                List<String> symbols = schema.getEnumSymbols();
                yield new GenericData.EnumSymbol(schema, symbols.get(random.nextInt(symbols.size())));
            }
            case ARRAY -> {
                GenericData.Array<Object> array = new GenericData.Array<>(4, schema);
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(avro(schema.getElementType()));
                }
                yield array;
            }
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                yield avro(branches.get(random.nextInt(branches.size())));
            }
            case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
            case STRING -> text();
            case BYTES -> ByteBuffer.wrap(bytes(random.nextInt(3) * 65));
            case INT -> (int) number();
            case LONG -> number();
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
            default -> throw new IllegalArgumentException(schema.toString());
        };
    }
}
