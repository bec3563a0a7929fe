package io.fluxledger.e2e;

import io.fluxledger.local.LedgerCli;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.stack.IssuerSettings;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackSettings;
import io.fluxledger.local.stack.StackStarter;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.local.stack.StackStopper;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.testkit.TestIssuer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The whole stack, every service its own process, started once for this test JVM. */
final class LiveStack {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStack.class);
    /** Its tokens are good in every stack here. */
    static final TestIssuer ISSUER = new TestIssuer();

    private static final StackSettings SETTINGS = new StackSettings(
            "PT24H",
            "PT300S",
            "PT3S",
            1000,
            2,
            new IssuerSettings(ISSUER.url(), TestIssuer.AUDIENCE, "roles", "wallet"));
    private static @Nullable LiveStack running;

    private final StackDirectory directory;

    private LiveStack(StackDirectory directory) {
        this.directory = directory;
    }

    /** What a command printed and returned. */
    record Ran(int status, String out, String err) {}

    static synchronized LiveStack shared() {
        LiveStack stack = running;
        if (stack == null) {
            StackDirectory directory = new StackDirectory(temporaryDirectory());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory), "stack-stop"));
            stack = new LiveStack(directory);
            stack.resume();
            running = stack;
        }
        return stack;
    }

    /** Another one, in its own directory, for a test that must not touch the shared one; the test stops it. */
    static LiveStack another() {
        LiveStack stack = new LiveStack(new StackDirectory(temporaryDirectory()));
        Runtime.getRuntime().addShutdownHook(new Thread(stack::stop, "stack-stop"));
        stack.resume();
        return stack;
    }

    /** Stops everything and deletes the directory; a second time does nothing. */
    void stop() {
        if (Files.exists(directory.root())) {
            stop(directory);
        }
    }

    /** Starts what is not running. */
    void resume() {
        StackStarter.start(directory, SETTINGS, (part, line) -> LOG.info("{}: {}", part, line));
    }

    StackDirectory directory() {
        return directory;
    }

    StackState state() {
        return StackState.require(directory);
    }

    ChainsFile chains() {
        return ChainsFile.read(directory.chainsFile());
    }

    LedgerClient intake() {
        return new LedgerClient(state().url(Parts.INTAKE));
    }

    /** Runs a command as {@code ./ledger} does. */
    Ran ledger(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = LedgerCli.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = directory.root().toString();
        int status = line.execute(all);
        return new Ran(status, out.toString(), err.toString());
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("fluxledger-e2e");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory", e);
        }
    }

    private static void stop(StackDirectory directory) {
        StackStopper.stop(directory, (part, line) -> LOG.info("{}: {}", part, line));
        try {
            CacheDirectory.delete(directory.root());
        } catch (IOException e) {
            LOG.warn("left behind: {}", directory.root(), e);
        }
    }
}
