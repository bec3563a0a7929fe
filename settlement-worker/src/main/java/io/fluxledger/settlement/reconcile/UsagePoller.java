package io.fluxledger.settlement.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.DecimalAmount;
import io.fluxledger.runtime.Json;
import io.fluxledger.settlement.plan.UsageFigures;
import io.fluxledger.settlement.schedule.RetrySchedule;
import io.fluxledger.settlement.track.UsageQuestion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks providers' usage endpoints, several at a time, each until it answers or has been asked often enough. */
public final class UsagePoller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UsagePoller.class);
    private static final int MAX_AT_A_TIME = 16;
    private static final int MAX_BODY_BYTES = 16 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int NANO_DIGITS = 9;
    private static final Pattern USDC = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");

    /** Is told how the asking ended. */
    public interface Results {
        void answered(UsageQuestion question, UsageAnswer answer, int attempts);
    }

    private record Ended(UsageAnswer answer, int attempts) {}

    private final UsageEndpoints endpoints;
    private final RetrySchedule schedule;
    private final Results results;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(MAX_AT_A_TIME);
    private final Set<String> asking = new HashSet<>();

    /**
     * @param schedule the first pause is made before the first attempt
     * @param results called on threads of the poller
     */
    public UsagePoller(UsageEndpoints endpoints, RetrySchedule schedule, Results results) {
        this.endpoints = endpoints;
        this.schedule = schedule;
        this.results = results;
    }

    /** Asks about a window; once at a time for each. */
    public void ask(UsageQuestion question) {
        String key = question.provider() + "|" + question.windowEndMs();
        UsageEndpoints.Endpoint endpoint = endpoints.of(question.provider());
        if (endpoint == null) {
            throw new IllegalArgumentException("nobody to ask for " + question.provider());
        }
        synchronized (asking) {
            if (!asking.add(key)) {
                return;
            }
        }
        var _ = threads.submit(() -> {
            Ended ended;
            try {
                ended = untilAnswered(endpoint, question);
            } catch (InterruptedException e) {
                LOG.debug("stopped asking {}", endpoint);
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Nobody looks at what a task throws: unsaid, the payout would wait for ever.
                LOG.error("cannot ask {}", endpoint, e);
                ended = new Ended(
                        new UsageAnswer.Unreachable("not asked: " + e.getClass().getSimpleName()), 1);
            } finally {
                synchronized (asking) {
                    asking.remove(key);
                }
            }
            results.answered(question, ended.answer(), ended.attempts());
        });
    }

    private Ended untilAnswered(UsageEndpoints.Endpoint endpoint, UsageQuestion question) throws InterruptedException {
        int attempts = 0;
        UsageAnswer answer;
        do {
            TimeUnit.MILLISECONDS.sleep(schedule.pauses().get(attempts).toMillis());
            places.acquire();
            try {
                answer = once(endpoint, question);
            } finally {
                places.release();
            }
            attempts++;
        } while (answer.isPassing() && attempts < schedule.pauses().size());
        return new Ended(answer, attempts);
    }

    private UsageAnswer once(UsageEndpoints.Endpoint endpoint, UsageQuestion question) throws InterruptedException {
        URI uri = URI.create(endpoint.url() + "?fromMs=" + question.fromMs() + "&toMs=" + question.toMs());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/json");
        endpoint.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(
                request.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
        try {
            // The request's own time-out ends with the head of the answer.
            HttpResponse<byte[]> response = sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return response.statusCode() == 200
                    ? read(response.body(), question)
                    : new UsageAnswer.Refused(response.statusCode());
        } catch (TimeoutException e) {
            sent.cancel(true);
            return new UsageAnswer.Unreachable("no answer within " + TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new UsageAnswer.Unreachable(name(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static String name(Throwable e) {
        return "no whole answer: " + e.getClass().getSimpleName();
    }

    static UsageAnswer read(byte[] body, UsageQuestion question) {
        JsonNode node;
        try {
            node = Json.STRICT.readTree(body);
        } catch (IOException e) {
            return new UsageAnswer.Malformed("no JSON");
        }
        if (!node.path("provider").asText().equalsIgnoreCase(question.provider())) {
            return new UsageAnswer.Malformed("provider is another one");
        }
        if (node.path("fromMs").asLong(-1) != question.fromMs()
                || node.path("toMs").asLong(-1) != question.toMs()) {
            return new UsageAnswer.Malformed("fromMs and toMs are not those that were asked for");
        }
        for (String field : new String[] {"calls", "inputTokens", "outputTokens"}) {
            if (!node.path(field).isIntegralNumber()
                    || !node.path(field).canConvertToLong()
                    || node.path(field).asLong() < 0) {
                return new UsageAnswer.Malformed(field + " is not a whole number");
            }
        }
        String gross = node.path("gross").isTextual() ? node.path("gross").asText() : "";
        if (!USDC.matcher(gross).matches()) {
            return new UsageAnswer.Malformed("gross is not a decimal string in USDC");
        }
        try {
            long grossNanos = DecimalAmount.units(gross, NANO_DIGITS);
            return new UsageAnswer.Told(new UsageFigures(
                    node.path("calls").asLong(),
                    node.path("inputTokens").asLong(),
                    node.path("outputTokens").asLong(),
                    grossNanos));
        } catch (NumberFormatException e) {
            return new UsageAnswer.Malformed("gross does not fit in 64 bits of nano-USDC");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
    }
}
