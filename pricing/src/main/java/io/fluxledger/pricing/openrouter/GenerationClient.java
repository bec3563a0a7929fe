package io.fluxledger.pricing.openrouter;

import io.fluxledger.pricing.PricingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@code GET generation?id=} for what the upstream recorded. A generation appears there some seconds after its answer, so
 * not found is asked again too. Everything is bounded: attempts, time, bytes, and questions at once. Safe for use by several
 * threads.
 */
public final class GenerationClient implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    /**
     * @param attempts requests for one id
     * @param attemptTimeout for one request, body included
     * @param firstPause before the second attempt; doubles from attempt to attempt
     * @param longestPause also for what the upstream asks for by Retry-After
     * @param total for one id
     * @param maxBodyBytes larger answers are malformed
     * @param maxConcurrent ids that are asked for at once; others wait within their total
     */
    public record Limits(
            int attempts,
            Duration attemptTimeout,
            Duration firstPause,
            Duration longestPause,
            Duration total,
            int maxBodyBytes,
            int maxConcurrent) {
        public static final Limits USUAL = new Limits(
                6,
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                Duration.ofSeconds(8),
                Duration.ofSeconds(30),
                64 * 1024,
                16);
    }

    /** One attempt: a final answer, or why to try again. */
    private record Attempt(@Nullable GenerationLookup last, GenerationLookup otherwise, OptionalLong retryAfterMs) {
        static Attempt done(GenerationLookup lookup) {
            return new Attempt(lookup, lookup, OptionalLong.empty());
        }

        static Attempt again(GenerationLookup otherwise, OptionalLong retryAfterMs) {
            return new Attempt(null, otherwise, retryAfterMs);
        }
    }

    private final URI base;
    private final String key;
    private final Limits limits;
    private final Semaphore slots;
    private final HttpClient http;

    /**
     * @param base of the API, for example {@code https://openrouter.ai/api/v1}
     * @param key bearer token; never logged
     */
    public GenerationClient(URI base, String key, Limits limits) {
        String text = base.toString();
        this.base = text.endsWith("/") ? base : URI.create(text + "/");
        this.key = key;
        this.limits = limits;
        this.slots = new Semaphore(limits.maxConcurrent());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limits.attemptTimeout())
                .build();
    }

    /** Waits for the upstream's record at most as long as the limits say. */
    public GenerationLookup find(String id) {
        if (!ID.matcher(id).matches()) {
            return new GenerationLookup.Malformed("id", "must be 1 to 128 characters of [A-Za-z0-9_-]");
        }
        long endNanoTime = System.nanoTime() + limits.total().toNanos();
        try {
            if (!slots.tryAcquire(limits.total().toNanos(), TimeUnit.NANOSECONDS)) {
                return new GenerationLookup.Unavailable(0, "too many questions at once");
            }
            try {
                return attempts(id, endNanoTime);
            } finally {
                slots.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new GenerationLookup.Unavailable(0, "interrupted");
        }
    }

    private GenerationLookup attempts(String id, long endNanoTime) throws InterruptedException {
        GenerationLookup latest = new GenerationLookup.Unavailable(0, "no time was left");
        long pauseMs = limits.firstPause().toMillis();
        for (int attempt = 1; attempt <= limits.attempts(); attempt++) {
            long leftNanos = endNanoTime - System.nanoTime();
            if (leftNanos <= 0) {
                return latest;
            }
            Attempt made =
                    ask(id, attempt, Math.min(leftNanos, limits.attemptTimeout().toNanos()));
            if (made.last() != null) {
                return made.last();
            }
            latest = made.otherwise();
            long askedMs = Math.max(pauseMs, made.retryAfterMs().orElse(0));
            long waitMs = Math.min(askedMs, limits.longestPause().toMillis());
            long leftMs = TimeUnit.NANOSECONDS.toMillis(endNanoTime - System.nanoTime());
            if (attempt == limits.attempts() || waitMs >= leftMs) {
                return latest;
            }
            Thread.sleep(waitMs);
            pauseMs = Math.min(pauseMs * 2, limits.longestPause().toMillis());
        }
        return latest;
    }

    private Attempt ask(String id, int attempt, long timeoutNanos) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("generation?id=" + id))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json")
                .GET()
                .build();
        // The request's own time-out ends with the headers; this one covers the body too.
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.maxBodyBytes()));
        try {
            return read(id, attempt, answer.get(timeoutNanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return again(attempt, "no answer in time", OptionalLong.empty());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                return again(attempt, String.valueOf(cause.getMessage()), OptionalLong.empty());
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private Attempt read(String id, int attempt, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        OptionalLong retryAfterMs = retryAfterMs(response);
        if (status == 200) {
            return Attempt.done(parsed(id, response.body()));
        }
        if (status == 404) {
            return Attempt.again(new GenerationLookup.NotFound(attempt), retryAfterMs);
        }
        if (status == 429 || status == 408 || status >= 500) {
            return again(attempt, "HTTP " + status, retryAfterMs);
        }
        return Attempt.done(new GenerationLookup.Refused(status));
    }

    private static GenerationLookup parsed(String id, byte[] body) {
        try {
            Generation generation = Generation.parse(JsonReader.parse(body, "answer"));
            return generation.id().equals(id)
                    ? new GenerationLookup.Found(generation)
                    : new GenerationLookup.Malformed("data.id", "is " + generation.id() + ", not what was asked for");
        } catch (PricingException e) {
            return new GenerationLookup.Malformed(e.field(), String.valueOf(e.getMessage()));
        }
    }

    private static OptionalLong retryAfterMs(HttpResponse<byte[]> response) {
        // The form with a date is not used by the upstream; without a number the usual pause holds.
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> OptionalLong.of(TimeUnit.SECONDS.toMillis(Long.parseLong(text))))
                .orElse(OptionalLong.empty());
    }

    private static Attempt again(int attempt, String why, OptionalLong retryAfterMs) {
        return Attempt.again(new GenerationLookup.Unavailable(attempt, why), retryAfterMs);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
