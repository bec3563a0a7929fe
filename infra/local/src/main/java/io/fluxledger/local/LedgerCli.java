package io.fluxledger.local;

import io.fluxledger.bench.BenchCommand;
import io.fluxledger.export.dump.DumpException;
import io.fluxledger.local.audit.ProofCommand;
import io.fluxledger.local.audit.RebuildCommand;
import io.fluxledger.local.client.UnexpectedAnswerException;
import io.fluxledger.local.demo.DemoCommand;
import io.fluxledger.local.dlq.DlqCommand;
import io.fluxledger.local.encrypted.PrivateCommand;
import io.fluxledger.local.export.ExportCommand;
import io.fluxledger.local.export.ImportCommand;
import io.fluxledger.local.export.SqlCommand;
import io.fluxledger.local.key.KeyCommand;
import io.fluxledger.local.keystore.KeystoreCommand;
import io.fluxledger.local.operator.OperatorCommand;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.servers.ServerFailedException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line behind {@code ./ledger}. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        version = "fluxledger 0.1.0",
        sortOptions = false,
        description = "Fluxledger on this machine: meters, holds and pays for per-call APIs.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            DemoCommand.class,
            LoadCommand.class,
            VerifyCommand.class,
            ProofCommand.class,
            RebuildCommand.class,
            BenchCommand.class,
            TopicsCommand.class,
            TailCommand.class,
            SqlCommand.class,
            DlqCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            OperatorCommand.class,
            KeyCommand.class,
            KeystoreCommand.class,
            PrivateCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger demo                      run the documents' examples, see the money table",
            "  ./ledger up --window PT10M         start everything; payout windows of ten minutes",
            "  ./ledger tail ledger.journal.v1    follow the journal as JSON",
            "  source <(./ledger completion)      complete commands and options with the tab key",
            "",
            "Exit status: 0 fine, 1 what was asked for is not so or failed, 2 wrong usage."
        })
public final class LedgerCli {
    private LedgerCli() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line with its subcommands. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new LedgerCli());
        CommandLine completion = line.getSubcommands().get("generate-completion");
        line.getCommandSpec().removeSubcommand("generate-completion");
        line.addSubcommand("completion", completion);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler(LedgerCli::failed);
        return line;
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult arguments) {
        if (e instanceof StackException
                || e instanceof ServerFailedException
                || e instanceof DumpException
                || e instanceof UnexpectedAnswerException) {
            line.getErr().println(line.getColorScheme().errorText("ledger: " + e.getMessage()));
        } else {
            line.getErr().println(line.getColorScheme().errorText("ledger: " + e));
            e.printStackTrace(line.getErr());
        }
        return 1;
    }
}
