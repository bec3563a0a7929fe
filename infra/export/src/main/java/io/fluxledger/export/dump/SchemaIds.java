package io.fluxledger.export.dump;

import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Under which ids the schemas of a dump stand in another registry. An empty registry that is given them in the order in which the
 * first one got them numbers them alike; any other registry does not, and the five bytes before each value are written anew.
 */
final class SchemaIds {
    /** For values that are no events. */
    static final SchemaIds NONE = new SchemaIds(Map.of());

    private final Map<Integer, Integer> newByOld;

    private SchemaIds(Map<Integer, Integer> newByOld) {
        this.newByOld = Map.copyOf(newByOld);
    }

    /** Registers all schemas that are not there yet. */
    static SchemaIds register(SchemaRegistryClient registry, List<SchemaRegistryClient.Registered> schemas) {
        registry.setCompatibility(SchemaRegistration.COMPATIBILITY);
        Map<Integer, Integer> ids = new HashMap<>();
        for (SchemaRegistryClient.Registered each : inOrder(schemas)) {
            ids.put(each.id(), registry.register(each.subject(), new Schema.Parser().parse(each.schema())));
        }
        return new SchemaIds(ids);
    }

    /**
     * An order of registering that leads to the ids. A registry may count a schema that it has under another subject already,
     * and give it the old id: such repetitions belong where a number is missing.
     */
    static List<SchemaRegistryClient.Registered> inOrder(List<SchemaRegistryClient.Registered> schemas) {
        List<SchemaRegistryClient.Registered> order = new ArrayList<>();
        Deque<SchemaRegistryClient.Registered> repetitions = new ArrayDeque<>();
        int last = 0;
        for (SchemaRegistryClient.Registered each : schemas) {
            if (each.id() == last) {
                repetitions.add(each);
                continue;
            }
            while (++last < each.id() && !repetitions.isEmpty()) {
                order.add(repetitions.remove());
            }
            last = each.id();
            order.add(each);
        }
        order.addAll(repetitions);
        return order;
    }

    /** Whether every id is what it was. */
    boolean unchanged() {
        return newByOld.entrySet().stream().allMatch(e -> e.getKey().equals(e.getValue()));
    }

    /** The value with the id of this registry; as it is where it has no known id. */
    byte @Nullable [] translate(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        int old;
        try {
            old = EventSerde.schemaId(EventSerde.wireFormat(value));
        } catch (UnreadableRecordException e) {
            // Whoever wrote that did not write an event: it must stay as unreadable as it is.
            return value;
        }
        Integer now = newByOld.get(old);
        if (now == null || now == old) {
            return value;
        }
        byte[] translated = value.clone();
        ByteBuffer.wrap(translated).putInt(1, now);
        return translated;
    }
}
