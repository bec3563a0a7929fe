package io.fluxledger.local.operator;

import picocli.CommandLine.Command;

/** Groups what only the operator may do. */
@Command(
        name = "operator",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What only the operator may do, as records on the log: parameters, holds, quarantines, suspense, disputes;"
                    + " payouts that are held, identity checks by hand, messages that did not arrive.",
            "The key is in keys/operator-api.key of the data directory; the services know only its SHA-256.",
            "Every order has an id. When an answer is missing, give the same command with --id: what is written already"
                    + " is not written twice."
        },
        subcommands = {
            ParametersCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            QuarantineCommand.class,
            SuspenseCommand.class,
            DecideCommand.class,
            PayoutsCommand.class,
            IdentityCommand.class,
            NotificationsCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger operator parameters                              what is in force",
            "  ./ledger operator parameters --provider-fee-ppm 2000      old and new side by side",
            "  ./ledger operator parameters --provider-fee-ppm 2000 --yes",
            "  ./ledger operator hold 42161 --reason \"bridge down\"",
            "  ./ledger operator release 42161",
            "  ./ledger operator quarantine INPUT_ID --reason \"bug 17\"   see infra/runbooks/quarantine.md",
            "  ./ledger operator suspense PAYER                          what waits",
            "  ./ledger operator decide PROVIDER 3-17 --uphold 0.005",
            "  ./ledger operator payouts                                 what is held, and why",
            "  ./ledger operator identity PROVIDER                       how its identity check stands",
            "  ./ledger operator notifications                           what the KYC portal did not get",
            "",
            "Exit status: 0 every partition accepted, 1 refused or not answered yet, 2 wrong usage."
        })
public final class OperatorCommand {}
