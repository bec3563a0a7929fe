package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.ProviderPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intake or the provider is killed in the middle of metered calls: the books stay right, and no money stays locked. */
class MeteredCallCrashTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long DEADLINE_MS = 8_000;
    private static final long DEPOSIT_MICROS = 2_000_000;
    private static final long SEED = 20_261_121;
    private static final int RANDOM_KILLS = 10;
    private static final int KILL_WITHIN_MS = 400;

    private static LiveStack stack = LiveStack.shared();
    private static Wallet payer = Wallet.fresh(stack.chains());

    @BeforeAll
    static void fund() {
        stack = LiveStack.shared();
        payer = Wallet.fresh(stack.chains());
        Funding.deposit(stack, payer, DEPOSIT_MICROS);
    }

    /** Who dies, and where the call is then: before the answer's head, or between two of its events. */
    @ParameterizedTest(name = "{0} dies at {1}")
    @CsvSource({"provider, [hang]", "provider, [stall]", "intake, [hang]", "intake, [stall]"})
    void whoeverDiesInACallNothingStaysLocked(String victim, String prompt) throws Exception {
        CompletableFuture<String> answer = call(prompt + " Say hello.");
        try (LedgerClient intake = stack.intake()) {
            await().atMost(PATIENCE).until(() -> lockedNanos(intake) > 0);
        }
        kill(victim);
        if (victim.equals(Parts.PROVIDER)) {
            assertThat(answer.get(1, TimeUnit.MINUTES)).contains("Funds automatically refunded");
        }
        awaitUnlocked();
        verify();
    }

    /** At any moment of a call that would go well, also before its lock and behind its settlement. */
    @Tag("slow")
    @Test
    void killsAtAnyMoment() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < RANDOM_KILLS; i++) {
            CompletableFuture<String> answer = call("Say hello.");
            CompletableFuture<Void> pause = new CompletableFuture<Void>()
                    .completeOnTimeout(null, random.nextInt(KILL_WITHIN_MS), TimeUnit.MILLISECONDS);
            pause.get();
            kill(i % 2 == 0 ? Parts.INTAKE : Parts.PROVIDER);
            assertThat(answer).as("kill %d, seed %d", i, SEED).succeedsWithin(PATIENCE);
            awaitUnlocked();
        }
        verify();
    }

    private static void kill(String part) throws Exception {
        stack.state().part(part).orElseThrow().process().kill();
        stack.resume();
    }

    private static long lockedNanos(LedgerClient intake) {
        return new Accounts(intake).lockedNanos(List.of(payer));
    }

    private static void awaitUnlocked() {
        try (LedgerClient intake = stack.intake()) {
            await().atMost(PATIENCE).until(() -> lockedNanos(intake) == 0);
        }
    }

    private static void verify() {
        LiveStack.Ran verify = stack.ledger("verify");
        assertThat(verify.out()).contains(" 0 differences, conservation 0");
        assertThat(verify.status()).isZero();
    }

    /** A paid call; what was answered, or how it failed. */
    private static CompletableFuture<String> call(String prompt) {
        String provider =
                new ProviderPool(stack.directory()).forLoad(1).getFirst().name();
        ObjectNode body = JSON.createObjectNode().put("model", "gpt-4o-mini").put("max_tokens", 64);
        body.put("stream", prompt.startsWith("[stall]"));
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        URI uri = URI.create(stack.state().url(Parts.INTAKE) + "/providers/" + provider + "/v1/chat/completions");
        String payment;
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> challenge =
                    http.send(request(uri, body).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(challenge.statusCode()).as(challenge.body()).isEqualTo(402);
            payment = payment(challenge.headers().firstValue("PAYMENT-REQUIRED").orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        HttpClient http = HttpClient.newHttpClient();
        return http.sendAsync(
                        request(uri, body).header("PAYMENT-SIGNATURE", payment).build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body)
                .exceptionally(Throwable::toString)
                .whenComplete((answered, failure) -> http.shutdown());
    }

    private static HttpRequest.Builder request(URI uri, ObjectNode body) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    /** A lock of credits, with a deadline that a test can wait for. */
    private static String payment(String required) throws IOException {
        for (JsonNode offer :
                JSON.readTree(Base64.getDecoder().decode(required)).path("accepts")) {
            if (offer.path("extra").path("message") instanceof ObjectNode message) {
                message.put("deadlineMs", System.currentTimeMillis() + DEADLINE_MS);
                return Base64.getEncoder()
                        .encodeToString(payer.creditsPayment(offer).toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        throw new AssertionError("no offer of credits");
    }
}
