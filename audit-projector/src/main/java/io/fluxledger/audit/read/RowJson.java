package io.fluxledger.audit.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.Json;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.postgresql.util.PGobject;

/**
 * A row as it is answered: names in camel case, amounts as decimal strings in USDC without the unit in their names,
 * bytes as 0x-hex, what is null left out.
 */
final class RowJson implements RowMapper<Map<String, Object>> {
    static final RowJson MAPPER = new RowJson();
    private static final int NANO_DIGITS = 9;
    private static final int MICRO_DIGITS = 6;

    private RowJson() {}

    @Override
    public Map<String, Object> map(ResultSet row, StatementContext context) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Map<String, Object> json = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            Object value = row.getObject(i);
            if (value == null) {
                continue;
            }
            String name = camel(columns.getColumnLabel(i));
            int digits = digits(name);
            if (digits > 0 && value instanceof Number) {
                json.put(withoutUnit(name), usdc(row.getBigDecimal(i), digits));
            } else {
                json.put(name.equals("recordOffset") ? "offset" : name, value(value));
            }
        }
        return json;
    }

    private static Object value(Object value) throws SQLException {
        return switch (value) {
            case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes);
            case PGobject object -> parse(String.valueOf(object.getValue()));
            case java.util.UUID id -> id.toString();
            default -> value;
        };
    }

    private static JsonNode parse(String json) throws SQLException {
        try {
            return inUsdc(Json.STRICT.readTree(json));
        } catch (JsonProcessingException e) {
            throw new SQLException("a jsonb column that is not JSON", e);
        }
    }

    private static JsonNode inUsdc(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(each -> array.add(inUsdc(each)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(field -> {
            int digits = digits(field.getKey());
            if (digits > 0 && field.getValue().isIntegralNumber()) {
                object.put(withoutUnit(field.getKey()), usdc(field.getValue().decimalValue(), digits));
            } else {
                object.set(field.getKey(), inUsdc(field.getValue()));
            }
        });
        return object;
    }

    private static int digits(String name) {
        if (name.endsWith("Nanos")) {
            return NANO_DIGITS;
        }
        return name.endsWith("Micros") ? MICRO_DIGITS : 0;
    }

    private static String withoutUnit(String name) {
        return name.substring(0, name.length() - (name.endsWith("Nanos") ? "Nanos" : "Micros").length());
    }

    static String usdc(BigDecimal whole, int digits) {
        return whole.movePointLeft(digits).stripTrailingZeros().toPlainString();
    }

    static String usdcOfNanos(BigDecimal nanos) {
        return usdc(nanos, NANO_DIGITS);
    }

    private static String camel(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        for (String word : name.split("_")) {
            camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }
}
