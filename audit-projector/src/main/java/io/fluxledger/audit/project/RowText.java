package io.fluxledger.audit.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fluxledger.audit.project.Table.Column;
import io.fluxledger.runtime.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Values of columns as text, the same for what records lead to and for what PostgreSQL has. */
final class RowText {
    private static final ObjectMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private RowText() {}

    static @Nullable String of(Column column, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case String json when column.type() == Table.Type.JSON -> canonical(json);
            default -> value.toString();
        };
    }

    static @Nullable String of(Column column, ResultSet row, int index) throws SQLException {
        return switch (column.type()) {
            case BYTES -> {
                byte[] bytes = row.getBytes(index);
                yield bytes == null ? null : HexFormat.of().formatHex(bytes);
            }
            case BOOLEAN -> {
                boolean flag = row.getBoolean(index);
                yield row.wasNull() ? null : Boolean.toString(flag);
            }
            case JSON -> {
                String json = row.getString(index);
                yield json == null ? null : canonical(json);
            }
            case TEXT, UUID, INT, BIGINT -> row.getString(index);
        };
    }

    /** PostgreSQL orders the fields of an object its own way. */
    private static String canonical(String json) {
        try {
            return SORTED.writeValueAsString(SORTED.treeToValue(Json.STRICT.readTree(json), Object.class));
        } catch (JsonProcessingException e) {
            return "not JSON: " + json;
        }
    }
}
