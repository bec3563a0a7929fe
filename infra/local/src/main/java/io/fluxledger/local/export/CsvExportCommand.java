package io.fluxledger.local.export;

import io.fluxledger.export.table.TableExport;
import picocli.CommandLine.Command;

@Command(
        name = "csv",
        mixinStandardHelpOptions = true,
        description = "Writes journal_lines, postings and inputs of both folds as Csv, with the column names of the"
                + " projection.")
final class CsvExportCommand extends TableExportCommand {
    @Override
    TableExport.Form form() {
        return TableExport.Form.CSV;
    }
}
