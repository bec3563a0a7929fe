package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.signatures.PrivateKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools paid for through the gateway: client and server of MCP's own SDK, the one in events and the other in plain JSON. */
class McpTest {
    private static final long LIMIT_S = 60;

    @TempDir
    private static Path dir;

    private static final Map<String, Process> servers = new HashMap<>();
    private static Path project;
    private static RunningIntake running;
    private static IntakeMain intake;
    private static Person payer;

    @BeforeAll
    static void start() throws Exception {
        project = NodeExample.installed("mcp");
        PrivateKey key = PrivateKey.generate(new SecureRandom());
        running = new RunningIntake(dir, key.address(), 1);
        Path keyFile = Files.writeString(dir.resolve("provider.key"), key.exposeHex());
        StringBuilder providers = new StringBuilder();
        for (String form : List.of("events", "json")) {
            providers.append(providers.isEmpty() ? "[" : ",").append("""
                {"name":"%s","address":"%s","url":"http://127.0.0.1:%d","payoutChainId":42161,"maxBudget":"0.05",
                 "prices":{"perCall":"0.002","tools":{"gift":"0"}}}
                """.formatted(
                            form, key.address(), startServer(form, keyFile)));
        }
        Path file = Files.writeString(dir.resolve("mcp.json"), providers + "]");
        intake = running.startIntake(Map.of("providers.file", file.toString()));
        payer = new Person(running.chains);
        running.fund(payer, 43114, 1_000_000);
        Files.writeString(dir.resolve("payer.key"), payer.key.exposeHex());
    }

    private static int startServer(String form, Path keyFile) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "node", "provider.mjs", dir.resolve("chains.json").toString(), keyFile.toString())
                .directory(project.toFile())
                .redirectError(dir.resolve(form + ".log").toFile());
        builder.environment().put("MCP_JSON", form.equals("json") ? "1" : "0");
        Process process = builder.start();
        servers.put(form, process);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String port = out.readLine();
        assertThat(port).as(Files.readString(dir.resolve(form + ".log"))).isNotNull();
        return Integer.parseInt(port);
    }

    @AfterAll
    static void stop() {
        servers.values().forEach(Process::destroy);
        intake.close();
        running.close();
    }

    /** What the client saw when it called that tool. */
    private static JsonNode call(String form, String tool) throws Exception {
        Path output = dir.resolve("out.json");
        Path errors = dir.resolve("errors.txt");
        Process client = new ProcessBuilder(
                        "node",
                        "call-tool.mjs",
                        "http://127.0.0.1:" + intake.port() + "/mcp/" + form,
                        dir.resolve("payer.key").toString(),
                        tool,
                        "hello")
                .directory(project.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!client.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
            client.destroyForcibly();
        }
        assertThat(client.waitFor()).as(Files.readString(errors)).isZero();
        return Person.JSON.readTree(Files.readString(output));
    }

    private static String account(String field) {
        return running.get("/v1/accounts/" + payer.address()).text(field);
    }

    @ParameterizedTest
    @CsvSource({"events", "json"})
    void aToolIsPaidFor(String form) throws Exception {
        JsonNode seen = call(form, "echo");
        assertThat(seen.path("tools").toString()).isEqualTo("[\"broken\",\"echo\",\"forger\",\"gift\"]");
        assertThat(seen.path("required").path("x402Version").asInt()).isEqualTo(2);
        assertThat(seen.path("required").path("resource").path("url").asText())
                .isEqualTo("mcp://" + form + "/tools/echo");
        JsonNode result = seen.path("result");
        assertThat(result.path("content").path(0).path("text").asText())
                .as(seen.toString())
                .isEqualTo("hello");
        JsonNode meta = result.path("_meta");
        assertThat(meta.path("x402/payment-response").path("success").asBoolean())
                .isTrue();
        assertThat(meta.path("x402/payment-response").path("amount").asText()).isEqualTo("2000");
        assertThat(meta.path("fluxledger/settlement").path("status").asText() + " "
                        + meta.path("fluxledger/settlement").path("used").asText())
                .isEqualTo("SETTLED 0.002");
        assertThat(meta.has("fluxledger/receipt")).isFalse();
        assertThat(account("locked")).isEqualTo("0");
    }

    /** Form, tool, why the funds come back. */
    @ParameterizedTest(name = "{1} in {0}: {2}")
    @CsvSource({
        "events, broken, PROVIDER_FAILED",
        "json, broken, PROVIDER_FAILED",
        "events, forger, INVALID_RECEIPT",
        "json, forger, INVALID_RECEIPT"
    })
    void aToolThatFailsIsRefunded(String form, String tool, String reason) throws Exception {
        String before = account("available");
        JsonNode result = call(form, tool).path("result");
        assertThat(result.path("isError").asBoolean()).isTrue();
        JsonNode meta = result.path("_meta");
        assertThat(meta.path("fluxledger/settlement").path("status").asText() + " "
                        + meta.path("fluxledger/settlement").path("reason").asText())
                .isEqualTo("REFUNDED " + reason);
        assertThat(meta.path("x402/payment-response").path("success").asBoolean(true))
                .isFalse();
        assertThat(account("available") + " " + account("locked")).isEqualTo(before + " 0");
    }

    @Test
    void whatIsFreeIsNotPaidFor() throws Exception {
        JsonNode seen = call("events", "gift");
        assertThat(seen.has("required")).isFalse();
        assertThat(seen.path("result").path("content").path(0).path("text").asText())
                .isEqualTo("hello unpaid");
    }

    /** A message, the status and what of the answer says why. */
    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        []                                                                          | 400 | -32600
        {"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}            | 400 | -32600
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}                  | 200 | -32602
        """)
    void whatIsNoMessageIsRefused(String message, int status, int code) {
        Reply reply = running.send(intake.port(), "POST", "/mcp/json", message, Map.of());
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().path("error").path("code").asInt()).isEqualTo(code);
    }

    /** Payment for a call that is not the one it is sent with, and one that cannot be read: asked for again, with the reason. */
    @Test
    void aWrongPaymentIsAskedForAgain() {
        ObjectNode call = Person.JSON
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "tools/call");
        ObjectNode params = call.putObject("params").put("name", "echo");
        params.putObject("_meta")
                .putObject("x402/payment")
                .putObject("resource")
                .put("url", "mcp://json/tools/other");
        JsonNode body = running.send(intake.port(), "POST", "/mcp/json", call.toString(), Map.of())
                .body();
        assertThat(body.path("result").path("isError").asBoolean()).isTrue();
        assertThat(body.path("result").path("structuredContent").path("error").asText())
                .startsWith("INVALID_PAYMENT");
        assertThat(body.path("result").path("content").path(0).path("text").asText())
                .isEqualTo(body.path("result").path("structuredContent").toString());
    }
}
