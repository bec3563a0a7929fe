package io.fluxledger.local.keystore;

import picocli.CommandLine.Command;

/** Groups what concerns the encrypted files of the keys that sign. */
@Command(
        name = "keystore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Encrypted files for the relayer's keys (Web3 secret storage, version 3).",
            "The relayer opens one by keys.treasury.keystore and keys.treasury.password.file, and the same for keys.operator."
        },
        subcommands = {ImportCommand.class, ListCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger keystore import --key treasury.hex --password-file treasury.password --out treasury.json",
            "  ./ledger keystore list treasury.json operator.json"
        })
public final class KeystoreCommand {}
