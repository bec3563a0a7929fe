package io.fluxledger.local.dlq;

import picocli.CommandLine.Command;

@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        description = "Dead letters: what could not be read, why, and putting it back.",
        subcommands = {ListDeadLettersCommand.class, ShowDeadLetterCommand.class, RedriveCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger dlq list",
            "  ./ledger dlq show producer.events.v1 17",
            "  ./ledger dlq redrive producer.events.v1 17 18"
        })
public final class DlqCommand {}
