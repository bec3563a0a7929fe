package io.fluxledger.audit.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * A list in pages: rows in descending order of a key that is unique, so that a page goes on exactly where the last one
 * ended, whatever has been added meanwhile.
 *
 * @param name names the list in its cursors, so that one list's cursor is refused by another
 * @param relation table, view or query in parentheses
 * @param key columns of the key with their types, {@code name:type}
 */
record Listing(String name, String relation, List<String> key) {
    /**
     * One page.
     *
     * @throws InvalidCursorException when the cursor is not one of this list
     */
    Map<String, Object> page(Handle handle, Filters filters, @Nullable String cursor, int limit) {
        List<String> conditions = filters.conditions();
        Map<String, Object> bound = filters.bound();
        if (cursor != null) {
            conditions.add(behind(Cursor.decode(name, cursor, key.size()), bound));
        }
        Query query = handle.createQuery("SELECT * FROM %s AS q %s ORDER BY %s LIMIT %d"
                .formatted(
                        relation,
                        conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions),
                        String.join(
                                ", ", columns().stream().map(c -> c + " DESC").toList()),
                        limit + 1));
        bound.forEach(query::bind);
        List<Item> items = query.map((row, context) -> {
                    List<String> values = new ArrayList<>(key.size());
                    for (String column : columns()) {
                        values.add(row.getString(column));
                    }
                    return new Item(RowJson.MAPPER.map(row, context), values);
                })
                .list();
        boolean more = items.size() > limit;
        List<Item> page = more ? items.subList(0, limit) : items;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", page.stream().map(Item::json).toList());
        if (more) {
            answer.put("nextCursor", Cursor.encode(name, page.getLast().key()));
        }
        return answer;
    }

    private record Item(Map<String, Object> json, List<String> key) {}

    private List<String> columns() {
        return key.stream().map(k -> k.substring(0, k.indexOf(':'))).toList();
    }

    private String behind(List<String> values, Map<String, Object> bound) {
        List<String> casts = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            String type = key.get(i).substring(key.get(i).indexOf(':') + 1);
            bound.put(
                    "cursor" + i,
                    switch (type) {
                        case "text" -> values.get(i);
                        case "int" -> Cursor.small(values.get(i));
                        default -> Cursor.number(values.get(i));
                    });
            casts.add("CAST(:cursor" + i + " AS " + type + ")");
        }
        return "(%s) < (%s)".formatted(String.join(", ", columns()), String.join(", ", casts));
    }
}
