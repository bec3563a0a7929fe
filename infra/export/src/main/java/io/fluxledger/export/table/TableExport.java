package io.fluxledger.export.table;

import io.fluxledger.events.JournalLine;
import io.fluxledger.export.log.LogEnds;
import io.fluxledger.export.log.LogReader;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.UnreadableRecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes both folds' lines, their postings and their inputs as tables. Lines are read up to where the journals end first, inputs
 * up to where they end after that: every line's input is among them, also on a live ledger.
 */
public final class TableExport {
    private final KafkaClients clients;

    /** Forms of files. */
    public enum Form {
        CSV {
            @Override
            TableSink open(Path directory, Table table) throws IOException {
                return new CsvFile(directory, table);
            }
        },
        PARQUET {
            @Override
            TableSink open(Path directory, Table table) throws IOException {
                return new ParquetFile(directory, table);
            }
        };

        abstract TableSink open(Path directory, Table table) throws IOException;
    }

    public TableExport(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * Writes {@code journal_lines}, {@code postings} and {@code inputs} into a directory, over what is there.
     *
     * @return rows of each table
     * @throws IOException when a file cannot be written
     */
    public SortedMap<String, Long> run(Path directory, Form form) throws IOException {
        Files.createDirectories(directory);
        Map<TopicPartition, Long> journals = LogEnds.committedEnds(
                clients, List.of(TopicCatalog.LEDGER_JOURNAL.name(), TopicCatalog.PROVIDER_JOURNAL.name()));
        Map<TopicPartition, Long> inputs = LogEnds.committedEnds(
                clients, List.of(TopicCatalog.LEDGER_INPUTS.name(), TopicCatalog.PROVIDER_INPUTS.name()));
        LogReader reader = new LogReader(clients);
        SortedMap<String, Long> rows = new TreeMap<>();
        try (Counting lines = new Counting(form, directory, LedgerTables.LINES);
                Counting postings = new Counting(form, directory, LedgerTables.POSTINGS)) {
            for (Map.Entry<TopicPartition, Long> journal : journals.entrySet()) {
                reader.<IOException>read(journal.getKey(), journal.getValue(), record -> {
                    JournalLine line = (JournalLine) clients.serde().deserialize(record.value());
                    lines.row(LedgerTables.line(record, line));
                    for (List<@Nullable Object> posting : LedgerTables.postings(record, line)) {
                        postings.row(posting);
                    }
                });
            }
            rows.put(LedgerTables.LINES.name(), lines.count);
            rows.put(LedgerTables.POSTINGS.name(), postings.count);
        }
        try (Counting table = new Counting(form, directory, LedgerTables.INPUTS)) {
            for (Map.Entry<TopicPartition, Long> input : inputs.entrySet()) {
                reader.<IOException>read(
                        input.getKey(),
                        input.getValue(),
                        record -> table.row(LedgerTables.input(record, event(record))));
            }
            rows.put(LedgerTables.INPUTS.name(), table.count);
        }
        return rows;
    }

    private @Nullable SpecificRecord event(ConsumerRecord<byte[], byte[]> record) {
        try {
            return clients.serde().deserialize(record.value());
        } catch (UnreadableRecordException e) {
            return null;
        }
    }

    /** Columns of every table by its name, each with its kind, for documentation and tests. */
    public static SortedMap<String, List<String>> columns() {
        SortedMap<String, List<String>> columns = new TreeMap<>();
        for (Table table : List.of(LedgerTables.LINES, LedgerTables.POSTINGS, LedgerTables.INPUTS)) {
            List<String> all = new ArrayList<>();
            table.columns().forEach(c -> all.add(c.name() + " " + c.kind()));
            columns.put(table.name(), all);
        }
        return columns;
    }

    private static final class Counting implements AutoCloseable {
        private final TableSink sink;
        private long count;

        Counting(Form form, Path directory, Table table) throws IOException {
            sink = form.open(directory, table);
        }

        void row(List<? extends @Nullable Object> row) throws IOException {
            sink.row(row);
            count++;
        }

        @Override
        public void close() throws IOException {
            sink.close();
        }
    }
}
