package io.fluxledger.intake.gateway;

import io.fluxledger.runtime.HttpReply;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes server-sent events from a provider to a caller. Two threads with a short queue between them: a slow caller slows the
 * provider, but a caller that reads too slowly for the deadline, or has gone, does not keep the call from being read to its
 * end and settled.
 */
final class EventRelay implements HttpReply.StreamBody {
    private static final Logger LOG = LoggerFactory.getLogger(EventRelay.class);
    private static final int QUEUED_EVENTS = 64;
    private static final long MAX_BYTES = 32L << 20;

    /** No event is empty. */
    private static final byte[] END = {};

    /** What becomes of the events; called by one thread. */
    interface Handler {
        /** What the caller gets for an event; null for nothing. */
        byte @Nullable [] event(ServerSentEvents.Event event);

        /**
         * The end, called once.
         *
         * @param failure why the events did not come to their end; null when they did
         * @return what the caller gets behind them; null for nothing
         */
        byte @Nullable [] end(@Nullable FailedException failure);
    }

    private final UpstreamCall.Reply upstream;
    private final Duration idleLimit;
    private final Handler handler;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUED_EVENTS);
    private volatile boolean callerGone;

    private EventRelay(UpstreamCall.Reply upstream, Duration idleLimit, Handler handler) {
        this.upstream = upstream;
        this.idleLimit = idleLimit;
        this.handler = handler;
    }

    /**
     * Starts to read.
     *
     * @param idleLimit longest time between two pieces
     */
    static EventRelay start(UpstreamCall.Reply upstream, Duration idleLimit, Handler handler) {
        EventRelay relay = new EventRelay(upstream, idleLimit, handler);
        var _ = Thread.ofVirtual().name("event-relay").start(relay::read);
        return relay;
    }

    private void read() {
        FailedException failure = null;
        try {
            copy();
        } catch (FailedException e) {
            failure = e;
        } catch (RuntimeException e) {
            LOG.error("events could not be passed on", e);
            failure = new FailedException("the gateway failed", false);
        }
        upstream.body().cancel();
        try {
            byte[] last = handler.end(failure);
            if (last != null) {
                pass(last);
            }
        } catch (RuntimeException e) {
            LOG.error("the end of a stream failed; the deadline gives back what is locked", e);
        } finally {
            pass(END);
        }
    }

    private void copy() throws FailedException {
        ServerSentEvents events = new ServerSentEvents();
        long bytes = 0;
        for (byte[] piece = next(); piece != null; piece = next()) {
            bytes += piece.length;
            if (bytes > MAX_BYTES) {
                throw new FailedException("the answer has more than " + MAX_BYTES + " bytes", false);
            }
            for (ServerSentEvents.Event event : events.add(piece)) {
                handle(event);
            }
        }
        events.rest().forEach(this::handle);
    }

    private byte @Nullable [] next() throws FailedException {
        Duration left = upstream.left();
        return upstream.body().next(left.compareTo(idleLimit) < 0 ? left : idleLimit);
    }

    private void handle(ServerSentEvents.Event event) {
        byte[] passed = handler.event(event);
        if (passed != null) {
            pass(passed);
        }
    }

    private void pass(byte[] bytes) {
        if (callerGone) {
            return;
        }
        try {
            if (!queue.offer(bytes, upstream.left().toNanos(), TimeUnit.NANOSECONDS)) {
                callerGone = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            callerGone = true;
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try {
            while (!callerGone) {
                byte[] bytes = queue.take();
                if (bytes.length == 0) {
                    return;
                }
                out.write(bytes);
                out.flush();
            }
            throw new IOException("the caller reads too slowly");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopping", e);
        } finally {
            abandon();
        }
    }

    @Override
    public void abandon() {
        callerGone = true;
        queue.clear();
    }
}
