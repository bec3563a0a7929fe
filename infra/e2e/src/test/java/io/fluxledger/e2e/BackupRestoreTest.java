package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.local.LedgerCli;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackStopper;
import io.fluxledger.servers.CacheDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the page infra/runbooks/backup-and-restore.md says, on a whole stack: its log into another one, which goes on. */
@Tag("slow")
class BackupRestoreTest {
    @TempDir
    private Path directory;

    private LiveStack.Ran restored(StackDirectory stack, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = LedgerCli.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        String[] all = Stream.concat(
                        Stream.of(arguments), Stream.of("--data", stack.root().toString()))
                .toArray(String[]::new);
        return new LiveStack.Ran(line.execute(all), out.toString(), err.toString());
    }

    private static void assertDone(LiveStack.Ran ran) {
        assertThat(ran.status()).as(ran.err() + ran.out()).isZero();
    }

    @Test
    void aDumpIsRestoredAndTheRestoredLedgerGoesOn() throws IOException {
        LiveStack source = LiveStack.another();
        StackDirectory target = new StackDirectory(directory.resolve("restored"));
        try {
            Funding.deposit(source, Wallet.fresh(source.chains()), 3_000_000);
            Path dump = directory.resolve("backup");
            assertDone(source.ledger("export", "topics", dump.toString(), "--pause"));
            assertThat(source.ledger("status").status()).isZero();
            assertDone(source.ledger("down"));
            LiveStack.Ran stopped = source.ledger("status");
            assertThat(stopped.status()).isOne();
            assertThat(stopped.out()).containsPattern("(?m)^ *watch .* down").doesNotContainPattern("(?m) up +[0-9]");

            assertDone(restored(target, "import", dump.toString()));
            // The chains of a local stack are part of it; elsewhere they are simply there.
            for (LocalChain chain : LocalChain.ALL) {
                copy(source.directory().state(chain.part()), target.state(chain.part()));
            }
            copy(source.directory().keys(), target.keys());
            Files.copy(source.directory().chainsFile(), target.chainsFile(), StandardCopyOption.REPLACE_EXISTING);
            assertDone(restored(target, "up"));
            LiveStack.Ran verified = restored(target, "verify");
            assertDone(verified);
            assertThat(verified.out()).contains("0 differences");
            assertDone(restored(target, "demo", "--json"));
        } finally {
            StackStopper.stop(target, (part, line) -> {});
            source.stop();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        CacheDirectory.delete(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copied = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied);
                }
            }
        }
    }
}
