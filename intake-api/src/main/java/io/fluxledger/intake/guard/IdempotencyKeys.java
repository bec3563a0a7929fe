package io.fluxledger.intake.guard;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code Idempotency-Key}: the same request again gets the same answer, another request under the key 422, one that is still
 * being answered 409. A key belongs to a caller and a path. Answers are kept in this process, for a time and up to a size: a
 * convenience for clients that lost an answer. What must never happen twice is recognised by the ledger, by ids and nonces,
 * for ever and on every instance.
 */
public final class IdempotencyKeys {
    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /**
     * @param life how long an answer is kept
     * @param maxAnswers answers that are kept; the oldest goes first
     * @param maxBytes of all kept bodies together
     */
    public record Limits(Duration life, int maxAnswers, long maxBytes) {
        public static final Limits USUAL = new Limits(Duration.ofHours(24), 20_000, 32L * 1_024 * 1_024);
    }

    private record Scope(String caller, String path, String key) {}

    /** @param reply null while the first request is being answered */
    private record Entry(
            String fingerprint, Instant since, @Nullable HttpReply reply) {}

    private final CallerIdentity callers;
    private final Limits limits;
    private final Clock clock;
    private final Map<Scope, Entry> entries = new LinkedHashMap<>();
    private int answers;
    private long bytes;

    public IdempotencyKeys(CallerIdentity callers, Limits limits, Clock clock) {
        this.callers = callers;
        this.limits = limits;
        this.clock = clock;
    }

    /** The handler, once for each key; its problems come out as answers. Reads, and requests without the header, pass. */
    public Handler around(Handler handler) {
        return call -> {
            String key = call.header(HEADER);
            try {
                return key == null || call.method().equals("GET")
                        ? handler.handle(call)
                        : once(call, checked(key), handler);
            } catch (ProblemException e) {
                return HttpReply.problem(e.problem());
            }
        };
    }

    private static String checked(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new ProblemException(Problem.of(
                            400,
                            "INVALID_IDEMPOTENCY_KEY",
                            "Invalid key",
                            HEADER + " must be 1 to 255 visible characters")
                    .withField(HEADER));
        }
        return key;
    }

    private HttpReply once(HttpCall call, String key, Handler handler) throws Exception {
        Scope scope = new Scope(callers.of(call), call.method() + " " + call.path(), key);
        String fingerprint = fingerprint(call);
        HttpReply known = begin(scope, fingerprint);
        if (known != null) {
            return known.header(REPLAYED, "true");
        }
        HttpReply reply = null;
        try {
            reply = handler.handle(call);
        } catch (ProblemException e) {
            reply = HttpReply.problem(e.problem());
        } finally {
            if (reply == null) {
                end(scope, fingerprint, null);
            }
        }
        // What is written bit by bit is not there to be kept; until its end the request is in flight.
        HttpReply kept = reply.isStream() ? null : reply;
        return reply.afterwards(() -> end(scope, fingerprint, kept));
    }

    /** The kept answer, or null when the caller is the first and must call {@link #end}. */
    private synchronized @Nullable HttpReply begin(Scope scope, String fingerprint) {
        expire();
        Entry entry = entries.get(scope);
        if (entry == null) {
            entries.put(scope, new Entry(fingerprint, clock.instant(), null));
            return null;
        }
        if (!entry.fingerprint().equals(fingerprint)) {
            throw new ProblemException(Problem.of(
                            422,
                            "IDEMPOTENCY_KEY_REUSED",
                            "The key belongs to another request",
                            "take a new " + HEADER + " for a new request")
                    .withField(HEADER));
        }
        if (entry.reply() == null) {
            throw new ProblemException(Problem.of(
                            409,
                            "REQUEST_IN_FLIGHT",
                            "The request is still being answered",
                            "wait for its answer, or send it again later")
                    .withField(HEADER));
        }
        return entry.reply();
    }

    private synchronized void end(Scope scope, String fingerprint, @Nullable HttpReply reply) {
        entries.remove(scope);
        if (reply != null && isFinal(reply.status())) {
            entries.put(scope, new Entry(fingerprint, clock.instant(), reply));
            answers++;
            bytes += reply.size();
            expire();
        }
    }

    /**
     * Whether the same request would be answered alike for good. A challenge, an overload or an unknown outcome would not, and a
     * client that repeats then wants another answer.
     */
    private static boolean isFinal(int status) {
        return switch (status) {
            case 401, 402, 404, 408, 425, 429 -> false;
            default -> status < 500;
        };
    }

    private void expire() {
        Instant oldest = clock.instant().minus(limits.life());
        Iterator<Entry> eldest = entries.values().iterator();
        while (eldest.hasNext()) {
            Entry entry = eldest.next();
            HttpReply reply = entry.reply();
            if (reply == null) {
                continue;
            }
            if (answers <= limits.maxAnswers()
                    && bytes <= limits.maxBytes()
                    && entry.since().isAfter(oldest)) {
                return;
            }
            eldest.remove();
            answers--;
            bytes -= reply.size();
        }
    }

    private static String fingerprint(HttpCall call) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(call.queryString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(call.body()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
