package io.fluxledger.intake.guard;

import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Requests of one caller in a time. Every answer says what is left ({@code RateLimit}, {@code RateLimit-Policy}); what is too
 * much is answered 429 with {@code Retry-After}. Counted in this process: behind several instances a caller has the quota of
 * each.
 */
public final class Quotas {
    private static final int MAX_CALLERS = 65_536;
    private static final String POLICY = "\"default\"";

    /**
     * @param requests in the window; refilled evenly
     * @param window whole seconds
     */
    public record Quota(long requests, Duration window) {
        /** @throws IllegalArgumentException when there is none */
        public Quota {
            if (requests < 1 || window.toSeconds() < 1) {
                throw new IllegalArgumentException(
                        "a quota has at least 1 request and 1 s, not " + requests + " in " + window);
            }
        }
    }

    private final CallerIdentity callers;
    private final Quota quota;
    private final TimeMeter time;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            // Who has not called for the longest has a full bucket again, or nearly.
            return size() > MAX_CALLERS;
        }
    };

    public Quotas(CallerIdentity callers, Quota quota) {
        this(callers, quota, TimeMeter.SYSTEM_NANOTIME);
    }

    Quotas(CallerIdentity callers, Quota quota, TimeMeter time) {
        this.callers = callers;
        this.quota = quota;
        this.time = time;
    }

    /** The handler, for callers that have not used up their quota. */
    public Handler around(Handler handler) {
        return call -> {
            ConsumptionProbe probe = bucket(callers.of(call)).tryConsumeAndReturnRemaining(1);
            HttpReply reply = probe.isConsumed() ? handler.handle(call) : refused(probe);
            return reply.header(
                            "RateLimit-Policy",
                            POLICY + ";q=" + quota.requests() + ";w="
                                    + quota.window().toSeconds())
                    .header(
                            "RateLimit",
                            POLICY + ";r=" + probe.getRemainingTokens() + ";t="
                                    + seconds(probe.getNanosToWaitForReset()));
        };
    }

    private static HttpReply refused(ConsumptionProbe probe) {
        long afterS = Math.max(1, seconds(probe.getNanosToWaitForRefill()));
        return HttpReply.problem(Problem.of(
                        429, "QUOTA_EXCEEDED", "Too many requests", "nothing was done; come back in " + afterS + " s"))
                .header("Retry-After", Long.toString(afterS));
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }

    private Bucket bucket(String caller) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(
                    caller,
                    name -> Bucket.builder()
                            .addLimit(limit ->
                                    limit.capacity(quota.requests()).refillGreedy(quota.requests(), quota.window()))
                            .withCustomTimePrecision(time)
                            .build());
        }
    }
}
