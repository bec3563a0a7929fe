package io.fluxledger.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service as a process of its own: what it prints, and the status it ends with. */
class ServiceRunnerTest {
    private static final int SIGTERM_STATUS = 143;

    @TempDir
    private Path dir;

    /** The service under test: serves HTTP, and fails when told to. */
    static final class Service {
        private Service() {}

        public static void main(String[] args) {
            ServiceRunner.run("example", args, settings -> {
                HttpService.Config config = new HttpService.Config("127.0.0.1", settings.integer("http.port"), 100);
                boolean failing = settings.flag("failing", false);
                settings.assertAllRead();
                HttpService http = new HttpService(config, new Health(), new Metrics()).start();
                if (failing) {
                    Thread.ofPlatform().start(() -> {
                        throw new IllegalStateException("the log is gone");
                    });
                }
                return http;
            });
        }
    }

    private Process start(String properties) throws IOException {
        Path config = dir.resolve("example.properties");
        Files.writeString(config, properties);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Service.class.getName(),
                "--config",
                config.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("FLUXLEDGER_"));
        return builder.redirectErrorStream(true).start();
    }

    private static int status(Process process) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void sigtermStopsIt() throws Exception {
        Process process = start("http.port=0");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.lines().takeWhile(line -> !line.contains("ready example")))
                    .anyMatch(line -> line.matches(".*listening on 127\\.0\\.0\\.1:[1-9]\\d*"));
            // Process.destroy would also close the output that is still to be read.
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(out.lines().toList())
                    .anyMatch(line -> line.endsWith("stopping example"))
                    .anyMatch(line -> line.endsWith("stopped example"));
        }
        assertThat(status(process)).isEqualTo(SIGTERM_STATUS);
    }

    @Test
    void whatCannotGoOnEndsWithAStatus() throws Exception {
        Map<String, String> messages = Map.of(
                "http.port=x", "http.port must be a whole number, not \"x\"",
                "", "missing key http.port",
                "http.port=0\ntypo=1", "unknown keys [typo]",
                "http.port=0\nfailing=true", "fatal: the log is gone");
        for (Map.Entry<String, String> row : messages.entrySet()) {
            Process process = start(row.getKey());
            String out;
            try (BufferedReader reader = process.inputReader()) {
                out = reader.readAllAsString();
            }
            assertThat(out).contains(row.getValue());
            assertThat(status(process))
                    .as(row.getKey())
                    .isEqualTo(row.getValue().startsWith("fatal") ? 1 : 2);
        }
    }
}
