package io.fluxledger.audit.console;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Tells open pages that there is something new, as server-sent events. What is new they read as any page is read. */
final class LiveEvents {
    private static final int MOST_AT_ONCE = 200;
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);
    private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

    private final Pulse pulse;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    LiveEvents(Pulse pulse) {
        this.pulse = pulse;
    }

    /** {@code since} is the version that the page shows. */
    HttpReply reply(HttpCall call) {
        if (!free.tryAcquire()) {
            return HttpReply.problem(Problem.of(
                            503, "TOO_MANY_VIEWERS", "Too many viewers", "at most " + MOST_AT_ONCE + " follow at once"))
                    .header("Retry-After", "30");
        }
        long since = since(call);
        return HttpReply.stream(200, "text/event-stream", out -> follow(out, since))
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .afterwards(free::release);
    }

    private static long since(HttpCall call) {
        String text = call.query("since");
        return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private void follow(OutputStream out, long since) throws IOException {
        long startedNanos = System.nanoTime();
        // A version of a service that runs no more says nothing about this one.
        long known = since > pulse.version() ? 0 : since;
        send(out, "retry: 3000\n\n");
        try {
            while (!pulse.isClosed() && System.nanoTime() - startedNanos < LONGEST_NANOS) {
                long version = pulse.await(known, SIGN_OF_LIFE);
                send(out, version > known ? "event: news\ndata: " + version + "\n\n" : ": nothing new\n\n");
                known = version;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("told to stop");
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
