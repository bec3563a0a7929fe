package io.fluxledger.testkit;

import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.DebianPackages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program from Debian's packages that checks ours. Where Debian's packages cannot be reached the test that asks for it is skipped,
 * saying so.
 */
public final class DebianProgram {
    private static final Logger LOG = LoggerFactory.getLogger(DebianProgram.class);
    private static final long TIMEOUT_S = 60;

    private final Path root;
    private final Path program;

    private DebianProgram(Path root, Path program) {
        this.root = root;
        this.program = program;
    }

    /** What a program printed and returned. */
    public record Ran(int status, String out, String err) {}

    /** Unpacked hledger. */
    public static DebianProgram hledger() {
        return of("usr/bin/hledger", "hledger", "libgmp10", "libtinfo6");
    }

    /** Unpacked kcat. */
    public static DebianProgram kcat() {
        return of("usr/bin/kcat", "kcat", "librdkafka1", "libyajl2");
    }

    /** Prometheus's checker of rules. */
    public static DebianProgram promtool() {
        return of("usr/bin/promtool", "prometheus");
    }

    private static DebianProgram of(String program, String... packages) {
        try {
            Path root = DebianPackages.ensure(CacheDirectory.locate(), List.of(packages), LOG::info);
            return new DebianProgram(root, root.resolve(program));
        } catch (DebianPackages.NotAvailableException e) {
            return Assumptions.abort("skipped: " + e.getMessage());
        }
    }

    /** Runs it to its end. */
    public Ran run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("program", ".out");
            Path err = Files.createTempFile("program", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("LD_LIBRARY_PATH", libraries());
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " took more than %d s".formatted(TIMEOUT_S));
            }
            Ran ran = new Ran(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
            Files.delete(out);
            Files.delete(err);
            return ran;
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String libraries() throws IOException {
        try (Stream<Path> directories = Files.walk(root)) {
            return directories
                    .filter(Files::isDirectory)
                    .filter(d -> d.toString().contains("/lib"))
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
        }
    }
}
