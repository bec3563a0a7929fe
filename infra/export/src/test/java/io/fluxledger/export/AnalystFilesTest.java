package io.fluxledger.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Posting;
import io.fluxledger.export.hledger.HledgerJournal;
import io.fluxledger.export.log.LogEnds;
import io.fluxledger.export.log.LogReader;
import io.fluxledger.export.table.TableExport;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.DebianProgram;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The files for analysts, read by programs that are not ours: DuckDB and hledger say what the log says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnalystFilesTest {
    private static final Pattern HLEDGER_ROW = Pattern.compile("\"([^\"]+)\",\"(-?[0-9.]+) USDC\"");

    @TempDir
    private static Path directory;

    private FoldedLedger ledger;

    @BeforeAll
    void fold() {
        ledger = FoldedLedger.shared();
    }

    /** Sums of all postings by account, in nano-USDC; those that are not zero. */
    private SortedMap<String, Long> sums() {
        SortedMap<String, Long> sums = new TreeMap<>();
        LogReader reader = new LogReader(ledger.clients());
        LogEnds.committedEnds(
                        ledger.clients(),
                        List.of(TopicCatalog.LEDGER_JOURNAL.name(), TopicCatalog.PROVIDER_JOURNAL.name()))
                .forEach((partition, end) -> reader.<RuntimeException>read(partition, end, record -> {
                    JournalLine line = (JournalLine) ledger.clients().serde().deserialize(record.value());
                    for (Posting posting : line.getPostings()) {
                        String owner = posting.getOwner() == null
                                ? ""
                                : "0x"
                                        + HexFormat.of()
                                                .formatHex(posting.getOwner().bytes());
                        sums.merge(
                                "%s %s %d".formatted(posting.getAccount(), owner, posting.getChainId()),
                                posting.getAmountNanos(),
                                Math::addExact);
                    }
                }));
        sums.values().removeIf(nanos -> nanos == 0);
        return sums;
    }

    private static List<String> duck(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(found.getString(i));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }

    private static final String BALANCES = """
        SELECT account_type || ' ' || coalesce(owner, '') || ' ' || chain_id, sum(amount_nanos)
        FROM %s GROUP BY ALL HAVING sum(amount_nanos) <> 0 ORDER BY 1\
        """;

    @Test
    void duckDbAnswersOverParquetAndCsvAlike() throws Exception {
        Path parquet = directory.resolve("parquet");
        Path csv = directory.resolve("csv");
        SortedMap<String, Long> rows = new TableExport(ledger.clients()).run(parquet, TableExport.Form.PARQUET);
        assertThat(new TableExport(ledger.clients()).run(csv, TableExport.Form.CSV))
                .isEqualTo(rows);
        assertThat(rows.get("journal_lines")).isGreaterThan(24);
        try (var files = Files.list(parquet)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("journal_lines.parquet", "postings.parquet", "inputs.parquet");
        }

        List<String> expected = sums().entrySet().stream()
                .map(e -> e.getKey() + "|" + e.getValue())
                .toList();
        assertThat(expected).isNotEmpty();
        assertThat(duck(BALANCES.formatted("'%s'".formatted(parquet.resolve("postings.parquet")))))
                .isEqualTo(expected);
        assertThat(duck(BALANCES.formatted(
                        "read_csv('%s', types={'owner': 'VARCHAR'})".formatted(csv.resolve("postings.csv")))))
                .isEqualTo(expected);
        for (String table : rows.keySet()) {
            String order =
                    " ORDER BY topic, partition, record_offset" + (table.equals("postings") ? ", posting_index" : "");
            assertThat(duck("SELECT * FROM '%s'".formatted(parquet.resolve(table + ".parquet")) + order))
                    .hasSize(rows.get(table).intValue())
                    .isEqualTo(
                            duck("SELECT * FROM read_csv('%s', all_varchar=true)".formatted(csv.resolve(table + ".csv"))
                                    + order.replace("partition, record_offset", "partition::int, record_offset::bigint")
                                            .replace("posting_index", "posting_index::int")));
        }
        assertThat(duck("""
            SELECT i.input_type, l.outcome, i.traceparent IS NOT NULL AND i.traceparent = l.traceparent
            FROM '%s' l JOIN '%s' i ON l.input_id = i.input_id
            WHERE i.input_type = 'UsageReceipt' AND json_extract_string(i.value, '$.payer') = l.account
            GROUP BY ALL\
            """.formatted(parquet.resolve("journal_lines.parquet"), parquet.resolve("inputs.parquet"))))
                .containsExactly("UsageReceipt|ACCEPTED|true");
    }

    private Path journal() throws IOException {
        Path file = directory.resolve("ledger.journal");
        HledgerJournal.Written written = new HledgerJournal(ledger.clients()).run(file);
        assertThat(written.transactions()).isGreaterThan(20);
        assertThat(written.assertions()).isGreaterThan(20);
        return file;
    }

    @Test
    void hledgerComesToTheSameBalances() throws IOException {
        DebianProgram hledger = DebianProgram.hledger();
        Path file = journal();
        DebianProgram.Ran checked = hledger.run("-f", file.toString(), "check", "--strict");
        assertThat(checked.err()).isEmpty();
        assertThat(checked.status()).isZero();

        DebianProgram.Ran balances = hledger.run("-f", file.toString(), "balance", "--flat", "-O", "csv", "--no-total");
        assertThat(balances.status()).as(balances.err()).isZero();
        List<BigDecimal> theirs = new ArrayList<>();
        Matcher row = HLEDGER_ROW.matcher(balances.out());
        while (row.find()) {
            theirs.add(new BigDecimal(row.group(2)).negate().stripTrailingZeros());
        }
        assertThat(theirs)
                .as(balances.out())
                .containsExactlyInAnyOrderElementsOf(sums().values().stream()
                        .map(nanos -> BigDecimal.valueOf(nanos, 9).stripTrailingZeros())
                        .toList());
        String available = "liabilities:payers:%s:available:%d".formatted(FoldedLedger.payer(3), FoldedLedger.CHAIN);
        assertThat(balances.out()).contains("\"%s\",\"-49.993000000 USDC\"".formatted(available));
    }

    @Test
    void hledgerFindsAChangedAndAMissingLine() throws IOException {
        DebianProgram hledger = DebianProgram.hledger();
        String whole = Files.readString(journal());
        Path changed = Files.writeString(
                directory.resolve("changed.journal"), whole.replaceFirst("-0\\.050000000 USDC", "-0.060000000 USDC"));
        assertThat(hledger.run("-f", changed.toString(), "check").status()).isNotZero();

        int lock = whole.indexOf("IntentLocked");
        int begin = whole.lastIndexOf("\n\n", lock);
        Path missing = Files.writeString(
                directory.resolve("missing.journal"),
                whole.substring(0, begin) + whole.substring(whole.indexOf("\n\n", lock)));
        DebianProgram.Ran ran = hledger.run("-f", missing.toString(), "check");
        assertThat(ran.status()).as(ran.out()).isNotZero();
        assertThat(ran.err()).contains("assertion");
    }
}
