package io.fluxledger.local.export;

import picocli.CommandLine.Command;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        description = "Writes the log into files: a dump that can be restored, tables, a journal for hledger.",
        subcommands = {
            TopicsExportCommand.class,
            CsvExportCommand.class,
            ParquetExportCommand.class,
            HledgerExportCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger export topics backup --pause        all topics, schemas, places of groups",
            "  ./ledger export parquet tables               journal_lines, postings, inputs",
            "  ./ledger sql --parquet tables 'SELECT account_type, sum(amount_nanos) FROM postings GROUP BY 1'",
            "  ./ledger export hledger ledger.journal && hledger -f ledger.journal balance"
        })
public final class ExportCommand {}
