package io.fluxledger.export.table;

import static io.fluxledger.export.table.Column.number;
import static io.fluxledger.export.table.Column.small;
import static io.fluxledger.export.table.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Posting;
import io.fluxledger.export.log.RecordJson;
import io.fluxledger.schemas.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What the tables are, and the rows that a record gives. Names and meanings are those of the projection. */
final class LedgerTables {
    static final Table LINES = new Table(
            "journal_lines",
            List.of(
                    text("topic"),
                    small("partition"),
                    number("record_offset"),
                    text("input_id"),
                    small("line_index"),
                    text("input_type"),
                    text("account"),
                    text("outcome"),
                    text("reason"),
                    number("reference_sequence"),
                    number("clock_ms"),
                    small("rules_version"),
                    number("account_sequence"),
                    number("partition_sequence"),
                    text("account_previous_hash"),
                    text("partition_previous_hash"),
                    text("hash"),
                    small("input_partition"),
                    number("input_offset"),
                    text("traceparent"),
                    text("entries"),
                    text("balances")));

    static final Table POSTINGS = new Table(
            "postings",
            List.of(
                    text("topic"),
                    small("partition"),
                    number("record_offset"),
                    small("posting_index"),
                    number("clock_ms"),
                    text("account_type"),
                    text("owner"),
                    number("chain_id"),
                    number("amount_nanos")));

    static final Table INPUTS = new Table(
            "inputs",
            List.of(
                    text("topic"),
                    small("partition"),
                    number("record_offset"),
                    number("appended_ms"),
                    text("key"),
                    text("input_id"),
                    text("input_type"),
                    text("traceparent"),
                    text("value")));

    private LedgerTables() {}

    static List<@Nullable Object> line(ConsumerRecord<byte[], byte[]> at, JournalLine line) {
        return Arrays.asList(
                at.topic(),
                at.partition(),
                at.offset(),
                EventHeaders.uuid(line.getInputId()).toString(),
                line.getIndex(),
                line.getInputType(),
                hex(line.getAccount()),
                line.getOutcome().name(),
                line.getReason(),
                line.getReference() == 0 ? null : line.getReference(),
                line.getClockMs(),
                line.getRulesVersion(),
                line.getAccountSequence(),
                line.getPartitionSequence(),
                hex(line.getAccountPreviousHash()),
                hex(line.getPartitionPreviousHash()),
                hex(line.getHash()),
                line.getInputPartition(),
                line.getInputOffset(),
                header(at, EventHeaders.TRACEPARENT),
                typed(line.getEntries()).toString(),
                RecordJson.of(line.getBalances()).toString());
    }

    static List<List<@Nullable Object>> postings(ConsumerRecord<byte[], byte[]> at, JournalLine line) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Posting posting : line.getPostings()) {
            rows.add(Arrays.asList(
                    at.topic(),
                    at.partition(),
                    at.offset(),
                    rows.size(),
                    line.getClockMs(),
                    posting.getAccount().name(),
                    hex(posting.getOwner()),
                    posting.getChainId(),
                    posting.getAmountNanos()));
        }
        return rows;
    }

    /** @param event null when the record cannot be read: then its bytes are the value */
    static List<@Nullable Object> input(ConsumerRecord<byte[], byte[]> at, @Nullable SpecificRecord event) {
        return Arrays.asList(
                at.topic(),
                at.partition(),
                at.offset(),
                at.timestamp(),
                at.key() == null ? null : new String(at.key(), StandardCharsets.UTF_8),
                header(at, EventHeaders.ID),
                event == null ? "UNREADABLE" : event.getSchema().getName(),
                header(at, EventHeaders.TRACEPARENT),
                event == null ? bytes(at.value()) : RecordJson.of(event).toString());
    }

    /** Records of several types: each says its own in {@code type}, as in the projection. */
    private static JsonNode typed(Collection<?> records) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Object each : records) {
            ObjectNode one = JsonNodeFactory.instance.objectNode();
            one.put("type", ((IndexedRecord) each).getSchema().getName());
            one.setAll((ObjectNode) RecordJson.of(each));
            all.add(one);
        }
        return all;
    }

    private static @Nullable String hex(@Nullable GenericFixed fixed) {
        return fixed == null ? null : "0x" + HexFormat.of().formatHex(fixed.bytes());
    }

    private static @Nullable String bytes(byte @Nullable [] value) {
        return value == null ? null : "0x" + HexFormat.of().formatHex(value);
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
