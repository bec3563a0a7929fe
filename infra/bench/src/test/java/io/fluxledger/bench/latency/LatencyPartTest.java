package io.fluxledger.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A short run of the whole way: command, broker, registry, streams service, answers, JSON, plot. */
class LatencyPartTest {
    @Test
    @Tag("slow")
    void everyInputIsAnsweredAndTheFiguresAreWritten(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("bench.json");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("ledger", "--only", "latency", "--quick", "--json", json.toString());
        assertThat(status).as("%s%n%s", out, err).isIn(0, 1);
        assertThat(json).as("%s%n%s", out, err).exists();

        JsonNode figures = new ObjectMapper().readTree(Files.readString(json)).path("figures");
        List<String> names = new ArrayList<>();
        for (JsonNode figure : figures) {
            names.add(figure.path("name").asText());
            assertThat(figure.path("value").asDouble())
                    .as(figure.toString())
                    .isPositive()
                    .isLessThan(120_000);
        }
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "answer_p50_ms_100",
                        "answer_p99_ms_100",
                        "answer_p999_ms_100",
                        "answer_p50_ms_2000",
                        "answer_p99_ms_2000",
                        "answer_p999_ms_2000",
                        "answer_p50_ms_10000",
                        "answer_p99_ms_10000",
                        "answer_p999_ms_10000");
        assertThat(Files.readString(directory.resolve("bench.svg")))
                .startsWith("<svg")
                .contains("answer_p50_ms_2000");
        assertThat(out.toString()).contains("seed 1", "answer_p50_ms_2000", "at most 5");
    }
}
