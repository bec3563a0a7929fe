package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Published clients from npm, at pinned versions, each run a process of its own. */
final class NodeClients {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SOURCES = Path.of("src/test/clients");
    private static final long LIMIT_S = 120;

    private NodeClients() {}

    /** Runs the tasks in order with one wallet; one result for each. */
    static JsonNode x402(PrivateKey wallet, ObjectNode... tasks) throws Exception {
        ObjectNode input = JSON.createObjectNode().put("key", "0x" + wallet.exposeHex());
        ArrayNode all = input.putArray("tasks");
        List.of(tasks).forEach(all::add);
        return run("x402.mjs", input);
    }

    private static JsonNode run(String program, ObjectNode input) throws Exception {
        Path project = installed();
        Path in = Files.createTempFile(project, "in", ".json");
        Path out = Files.createTempFile(project, "out", ".json");
        Path errors = Files.createTempFile(project, "errors", ".txt");
        Files.writeString(in, input.toString());
        Process process = new ProcessBuilder("node", program)
                .directory(project.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
            return JSON.readTree(Files.readString(out));
        } finally {
            for (Path file : List.of(in, out, errors)) {
                Files.delete(file);
            }
        }
    }

    /** The programs with their packages, installed once for each lock file. */
    private static synchronized Path installed() throws IOException, InterruptedException {
        Path target = Files.createDirectories(Path.of("target/clients")).toAbsolutePath();
        Path done = target.resolve("installed-package-lock.json");
        for (String name : List.of("package.json", "package-lock.json", "x402.mjs")) {
            Files.copy(SOURCES.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Path lock = target.resolve("package-lock.json");
        if (!Files.exists(done) || Files.mismatch(lock, done) >= 0) {
            Path log = target.resolve("npm.log");
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(target.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(npm.waitFor())
                    .as(Files.readString(log, StandardCharsets.UTF_8))
                    .isZero();
            Files.copy(lock, done, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }
}
