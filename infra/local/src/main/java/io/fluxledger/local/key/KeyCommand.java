package io.fluxledger.local.key;

import picocli.CommandLine.Command;

/** Groups what concerns the keys of callers. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Keys that callers show to intake as Authorization: Bearer KEY.",
            "Signed requests need none. A key gives its holder quotas of its own, and what its role may do.",
            "Intake has their SHA-256 alone, in keys/api-keys of the data directory, and follows changes of the file."
        },
        subcommands = {NewKeyCommand.class, ListKeysCommand.class, RevokeKeyCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger key new --role auditor",
            "  ./ledger key new --role payer --account 0x…     reads its own calls without a signature",
            "  ./ledger key list",
            "  ./ledger key revoke 9f86d081884c7d65"
        })
public final class KeyCommand {}
