package io.fluxledger.audit.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conditions of a list; those without a value do not filter. Columns are named by the code alone. */
public final class Filters {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> bound = new LinkedHashMap<>();

    public Filters is(String column, @Nullable Object value) {
        return add(column, "=", column, value);
    }

    /** Journal lines that answer a record of this name. */
    public Filters answering(@Nullable String inputType) {
        if (inputType != null && !InputTypes.condition(inputType).isEmpty()) {
            conditions.add(InputTypes.condition(inputType));
        }
        return is("input_type", inputType);
    }

    public Filters atLeast(String column, @Nullable Object value) {
        return add(column, ">=", column + "From", value);
    }

    public Filters atMost(String column, @Nullable Object value) {
        return add(column, "<=", column + "To", value);
    }

    public Filters before(String column, @Nullable Object value) {
        return add(column, "<", column + "Before", value);
    }

    /** Whatever else is asked of the column. */
    public Filters only(String column, Object value) {
        return add(column, "=", column + "Only", value);
    }

    public Filters isNot(String column, Object value) {
        return add(column, "<>", column + "Not", value);
    }

    public Filters startsWith(String column, String prefix) {
        conditions.add("starts_with(" + column + ", :" + column + "Start)");
        bound.put(column + "Start", prefix);
        return this;
    }

    /** What has happened by a moment: up to its clock, and of the partition whose offset it names up to that offset. */
    public Filters until(String clock, Moment asOf) {
        if (asOf.isLatest()) {
            return this;
        }
        conditions.add("(topic <> :asOfTopic OR partition <> :asOfPartition OR record_offset <= :asOfOffset)");
        bound.putAll(asOf.parameters());
        bound.remove("asOfMs");
        return atMost(clock, asOf.clockMs());
    }

    private Filters add(String column, String comparison, String parameter, @Nullable Object value) {
        if (value != null) {
            conditions.add(column + " " + comparison + " :" + parameter);
            bound.put(parameter, value);
        }
        return this;
    }

    List<String> conditions() {
        return new ArrayList<>(conditions);
    }

    Map<String, Object> bound() {
        return new LinkedHashMap<>(bound);
    }
}
