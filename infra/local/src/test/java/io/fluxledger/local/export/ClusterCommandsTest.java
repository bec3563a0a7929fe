package io.fluxledger.local.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ClusterCommandsTest {
    private record Ran(int status, String err) {}

    private static Ran run(Object command, String... arguments) {
        StringWriter err = new StringWriter();
        int status = new CommandLine(command).setErr(new PrintWriter(err)).execute(arguments);
        return new Ran(status, err.toString());
    }

    /** A ledger with single copies is lost with its first disk. */
    @Test
    void anImportElsewhereSaysHowManyCopies() {
        Ran ran = run(new ImportCommand(), "dump", "--bootstrap", "127.0.0.1:1", "--registry", "http://127.0.0.1:1");
        assertThat(ran.status()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(ran.err()).contains("--replication");
    }

    @Test
    void onlyALocalStackIsPaused() {
        Ran ran = run(
                new TopicsExportCommand(),
                "dump",
                "--pause",
                "--bootstrap",
                "127.0.0.1:1",
                "--registry",
                "http://127.0.0.1:1");
        assertThat(ran.status()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(ran.err()).contains("--pause");
    }

    @Test
    void theWarningSaysSinceWhen() {
        assertThat(ImportCommand.warning("2026-01-02T03:04:05Z"))
                .contains("2026-01-02T03:04:05Z")
                .contains("infra/runbooks/backup-and-restore.md");
    }
}
