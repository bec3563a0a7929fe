package io.fluxledger.testkit.oracle;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads and copies records by their components. */
final class Records {
    private static final Map<Class<?>, RecordComponent[]> COMPONENTS = new ConcurrentHashMap<>();

    private Records() {}

    static RecordComponent[] components(Record record) {
        return COMPONENTS.computeIfAbsent(record.getClass(), Class::getRecordComponents);
    }

    static @Nullable Object get(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** A copy with another value in one component. */
    static <T extends Record> T with(T record, int index, @Nullable Object value) {
        RecordComponent[] components = components(record);
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = i == index ? value : get(record, components[i]);
        }
        try {
            @SuppressWarnings("unchecked")
            Class<T> type = (Class<T>) record.getClass();
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot copy " + record, e);
        }
    }
}
