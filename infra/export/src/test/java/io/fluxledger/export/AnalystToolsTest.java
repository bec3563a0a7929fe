package io.fluxledger.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.export.log.LogEnds;
import io.fluxledger.export.log.LogReader;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Progress;
import io.fluxledger.testkit.DebianProgram;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The ways to read topics that infra/examples/ANALYSTS.md describes, each run by a program that is not ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnalystToolsTest {
    private static final String JOURNAL = TopicCatalog.LEDGER_JOURNAL.name();
    private static final Path EXAMPLES = Path.of("../examples/javascript");
    private static final long TIMEOUT_S = 120;

    @TempDir
    private static Path directory;

    private FoldedLedger ledger;
    private long lines;

    @BeforeAll
    void fold() {
        ledger = FoldedLedger.shared();
        LogReader reader = new LogReader(ledger.clients());
        long[] count = {0};
        LogEnds.committedEnds(ledger.clients(), List.of(JOURNAL))
                .forEach((partition, end) -> reader.<RuntimeException>read(partition, end, r -> count[0]++));
        lines = count[0];
    }

    /** What a program prints. */
    private List<String> run(List<String> command, Path where) throws IOException, InterruptedException {
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        return Files.readAllLines(out);
    }

    @Test
    void kafkasConsoleConsumer() throws Exception {
        List<String> printed = run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "org.apache.kafka.tools.consumer.ConsoleConsumer",
                        "--bootstrap-server",
                        TestKafka.shared().bootstrap(),
                        "--topic",
                        JOURNAL,
                        "--from-beginning",
                        "--isolation-level",
                        "read_committed",
                        "--max-messages",
                        Long.toString(lines),
                        "--formatter-property",
                        "print.key=true",
                        "--formatter-property",
                        "print.offset=true",
                        "--formatter-property",
                        "print.partition=true",
                        "--formatter-property",
                        "print.value=false"),
                Path.of("").toAbsolutePath());
        assertThat(printed.stream().filter(l -> l.startsWith("Partition:"))).hasSize((int) lines);
        assertThat(printed).anyMatch(l -> l.contains(FoldedLedger.payer(1).toString()));
    }

    @Test
    void kafkajsWithARegistryClient() throws Exception {
        Path packages = NpmPackages.ensure(CacheDirectory.locate(), EXAMPLES, Progress.SILENT);
        Path program = Files.copy(EXAMPLES.resolve("replay.mjs"), directory.resolve("replay.mjs"));
        Files.createSymbolicLink(directory.resolve("node_modules"), packages);
        List<String> printed = run(
                List.of(
                        "node",
                        program.toString(),
                        TestKafka.shared().bootstrap(),
                        TestRegistry.shared().url().toString(),
                        JOURNAL),
                directory);
        assertThat(printed).hasSize((int) lines);
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> read = new ArrayList<>();
        for (String line : printed) {
            read.add(json.readTree(line));
        }
        assertThat(read).allMatch(l -> l.at("/value/hash").asText().matches("0x[0-9a-f]{64}"));
        assertThat(read).anyMatch(l -> l.findValuesAsText("amountNanos").contains("-50000000"));
    }

    @Test
    void kcat() {
        DebianProgram kcat = DebianProgram.kcat();
        DebianProgram.Ran ran = kcat.run(
                "-C",
                "-e",
                "-q",
                "-b",
                TestKafka.shared().bootstrap(),
                "-t",
                JOURNAL,
                "-o",
                "beginning",
                "-X",
                "isolation.level=read_committed",
                "-f",
                "%k %p %o %T %h %S\\n");
        assertThat(ran.status()).as(ran.err()).isZero();
        List<String> printed = ran.out().lines().toList();
        assertThat(printed).hasSize((int) lines);
        Set<String> keys = printed.stream().map(l -> l.split(" ", 2)[0]).collect(Collectors.toCollection(TreeSet::new));
        assertThat(keys).contains(FoldedLedger.payer(0).toString(), TopicCatalog.BROADCAST_KEY);
        assertThat(printed).anyMatch(l -> l.contains("traceparent=" + FoldedLedger.TRACE));
        assertThat(ran.out().getBytes(StandardCharsets.UTF_8).length).isPositive();
    }
}
