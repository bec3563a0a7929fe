package io.fluxledger.local.encrypted;

import picocli.CommandLine.Command;

/** Groups what an owner of an encryption key does. */
@Command(
        name = "private",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Encrypted payouts, as a provider uses them: registers an encryption key for a wallet, reads the encrypted"
                    + " balance, withdraws it to USDC.",
            "The encryption key is made when it is registered and kept in a file, encrypted under a password. Nobody else"
                    + " has it: without the file the balance is lost."
        },
        subcommands = {RegisterCommand.class, BalanceCommand.class, WithdrawCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger private register --wallet provider.hex --key provider.eerc --password-file password",
            "  ./ledger private balance --wallet provider.hex --key provider.eerc --password-file password",
            "  ./ledger private withdraw --wallet provider.hex --key provider.eerc --password-file password --amount 12.5"
        })
public final class PrivateCommand {}
