package io.fluxledger.export.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {
    @Test
    void aTextIsNoFormula(@TempDir Path directory) throws Exception {
        try (CsvFile file = new CsvFile(directory, LedgerTables.POSTINGS)) {
            file.row(Arrays.asList("=HYPERLINK(\"x\")", "+1", "-1", "@a", "\tb", -1L, -5, "a-b", "", null));
        }
        assertThat(Files.readAllLines(directory.resolve("postings.csv")).getLast())
                .isEqualTo("\"'=HYPERLINK(\"\"x\"\")\",'+1,'-1,'@a,'\tb,-1,-5,a-b,\"\",");
    }

    @Test
    void theHeadingIsThatOfTheTable(@TempDir Path directory) throws Exception {
        new CsvFile(directory, LedgerTables.POSTINGS).close();
        assertThat(Files.readAllLines(directory.resolve("postings.csv")))
                .isEqualTo(List.of(String.join(
                        ",",
                        LedgerTables.POSTINGS.columns().stream()
                                .map(Column::name)
                                .toList())));
    }
}
