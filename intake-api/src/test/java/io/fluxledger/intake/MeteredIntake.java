package io.fluxledger.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.RunningIntake.Reply;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** An intake whose providers have prices of every kind, all at one provider's address. */
final class MeteredIntake implements AutoCloseable {
    static final String OPERATOR_KEY = "a key for this test";

    final RunningIntake running;
    final MeteredProvider provider;
    final IntakeMain intake;
    final HttpClient http = HttpClient.newHttpClient();

    MeteredIntake(Path dir) throws IOException {
        PrivateKey key = PrivateKey.generate(new SecureRandom());
        running = new RunningIntake(dir, key.address(), 1);
        provider = new MeteredProvider(running.chains, new Person(running.chains, key));
        Files.writeString(dir.resolve("book.json"), """
            {"lists": [{"version": 1, "effectiveFrom": "2026-01-01T00:00:00Z", "file": "models.json"}]}
            """);
        Files.writeString(dir.resolve("models.json"), """
            {"data": [
              {"id": "example/model", "context_length": 1000,
               "pricing": {"prompt": "0.000001", "completion": "0.000006"}, "top_provider": {}},
              {"id": "example/free", "context_length": 1000,
               "pricing": {"prompt": "0", "completion": "0"}, "top_provider": {}}]}
            """);
        Files.writeString(dir.resolve("upstream.key"), "secret");
        Path operator = Files.writeString(dir.resolve("operator.sha256"), sha256(OPERATOR_KEY));
        int port = provider.service.port();
        Path providers = Files.writeString(dir.resolve("metered.json"), """
            [{"name":"models","prices":{"book":"book.json"},"tolerance":{"amount":"0","ppm":0}, COMMON},
             {"name":"checked","prices":{"book":"book.json"},
              "generations":{"url":"http://127.0.0.1:PORT","keyFile":"upstream.key"}, COMMON},
             {"name":"flat","prices":{"perCall":"0.00016","tools":{"gift":"0"}}, COMMON},
             {"name":"open", COMMON}]
            """.replace(
                        "COMMON",
                        "\"address\":\"" + key.address()
                                + "\",\"url\":\"http://127.0.0.1:PORT/base\",\"payoutChainId\":42161,\"maxBudget\":\"0.05\"")
                .replace("PORT", Integer.toString(port)));
        intake = running.startIntake(
                Map.of("providers.file", providers.toString(), "operator.key.sha256.file", operator.toString()));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A payer with credits. */
    Person payer() {
        Person payer = new Person(running.chains);
        running.fund(payer, 43114, 1_000_000);
        return payer;
    }

    Reply get(String path) {
        return running.send(intake.port(), "GET", path, "", Map.of());
    }

    HttpRequest.Builder request(String method, String path, String body, String what) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + intake.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return what.isEmpty() ? request : request.header("X-Do", what);
    }

    HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    static JsonNode decoded(HttpResponse<?> response, String header) throws IOException {
        return Person.JSON.readTree(
                Base64.getDecoder().decode(response.headers().firstValue(header).orElseThrow()));
    }

    /** The payment for a call, after its challenge. */
    ObjectNode payment(Person payer, String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<byte[]> challenge = send(request(method, path, body, "").build());
        JsonNode required = decoded(challenge, "PAYMENT-REQUIRED");
        for (JsonNode offer : required.path("accepts")) {
            if (offer.path("extra").path("primaryType").asText().equals("IntentLock")) {
                ObjectNode payment = payer.acceptCredits((ObjectNode) offer);
                payment.set("resource", required.path("resource"));
                return payment;
            }
        }
        throw new AssertionError("no offer of credits");
    }

    static String header(ObjectNode payment) {
        return Base64.getEncoder().encodeToString(payment.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Challenge, signature, call. */
    HttpResponse<byte[]> pay(Person payer, String method, String path, String body, String what)
            throws IOException, InterruptedException {
        String header = header(payment(payer, method, path, body));
        return send(request(method, path, body, what)
                .header("PAYMENT-SIGNATURE", header)
                .build());
    }

    @Override
    public void close() {
        provider.close();
        intake.close();
        running.close();
        http.close();
    }
}
