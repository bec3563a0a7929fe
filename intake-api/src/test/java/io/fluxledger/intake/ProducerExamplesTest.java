package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.examples.UsageReceiptProducer;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of direct Kafka producers, as programs of their own, up to the ledger's books. */
class ProducerExamplesTest {
    private static final long LIMIT_S = 120;

    @TempDir
    private static Path dir;

    private static RunningIntake running;
    private static Person payer;
    private static Person provider;
    private static GoodRequests good;

    @BeforeAll
    static void start() throws IOException {
        running = new RunningIntake(dir, EthAddress.parse(RunningIntake.repeated("77")), 1);
        payer = new Person(running.chains);
        provider = new Person(running.chains);
        good = new GoodRequests(payer, provider);
        running.fund(payer, 43114, 50_000_000);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static String lock() {
        String intentId = UUID.randomUUID().toString();
        assertThat(running.post("/v1/intents", good.intent(intentId)).status()).isEqualTo(201);
        return intentId;
    }

    private static ObjectNode use(String intentId, String used) {
        return Person.JSON
                .createObjectNode()
                .put("intentId", intentId)
                .put("payer", payer.address())
                .put("used", used)
                .put("inputTokens", 100)
                .put("outputTokens", 50)
                .put("payoutChainId", 43114);
    }

    private static void awaitUsed(String intentId, String used) {
        await().atMost(RunningIntake.PATIENCE)
                .untilAsserted(() -> assertThat(running.get("/v1/intents/" + intentId + "?payer=" + payer.address())
                                .text("used"))
                        .isEqualTo(used));
    }

    /** Runs a program with lines on its standard input; what it prints. */
    private static List<String> run(List<String> command, Path directory, List<ObjectNode> lines) throws Exception {
        Path input = dir.resolve("receipts.jsonl");
        Path output = dir.resolve("places.txt");
        Path errors = dir.resolve("errors.txt");
        List<String> text = new ArrayList<>();
        lines.forEach(line -> text.add(line.toString()));
        Files.write(input, text);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return Files.readAllLines(output);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    @Test
    void plainJava() throws Exception {
        String first = lock();
        String second = lock();
        List<ObjectNode> receipts = List.of(good.receipt(first), good.receipt(second));
        List<String> places = run(
                List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        classPath(),
                        UsageReceiptProducer.class.getName(),
                        TestKafka.shared().bootstrap(),
                        TestRegistry.shared().url().toString()),
                Path.of("").toAbsolutePath(),
                receipts);
        assertThat(places).hasSize(2).allMatch(place -> place.matches("producer\\.events\\.v1 [0-7] [0-9]+"));
        awaitUsed(first, "0.007");
        awaitUsed(second, "0.007");
    }

    @Test
    void javaScript() throws Exception {
        Path project = NodeExample.installed("javascript");
        Path key = Files.writeString(dir.resolve("provider.key"), provider.key.exposeHex());
        String first = lock();
        String second = lock();
        List<String> places = run(
                List.of(
                        "node",
                        "produce-receipts.mjs",
                        TestKafka.shared().bootstrap(),
                        TestRegistry.shared().url().toString(),
                        dir.resolve("chains.json").toString(),
                        key.toString()),
                project,
                List.of(use(first, "0.007"), use(second, "0.000000001")));
        assertThat(places).hasSize(2).allMatch(place -> place.matches("producer\\.events\\.v1 [0-7] [0-9]+"));
        awaitUsed(first, "0.007");
        awaitUsed(second, "0.000000001");
    }
}
