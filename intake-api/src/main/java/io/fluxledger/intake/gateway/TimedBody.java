package io.fluxledger.intake.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as it comes, awaited only for a time. It is read from the connection by whoever asks for it, so that a
 * slow reader slows the sender and not the memory. For one reader; at its end the connection is free for the next call.
 */
final class TimedBody {
    private static final int PIECE_BYTES = 16 * 1_024;

    private final Deadlines deadlines;
    private final Cancellable exchange;
    private final @Nullable InputStream in;

    /**
     * The body of an exchange.
     *
     * @param entity null when there is no body
     */
    TimedBody(Deadlines deadlines, Cancellable exchange, @Nullable HttpEntity entity) throws IOException {
        this.deadlines = deadlines;
        this.exchange = exchange;
        this.in = entity == null ? null : entity.getContent();
    }

    private interface Reading {
        byte @Nullable [] from(InputStream in) throws IOException;
    }

    /**
     * The next piece; null at the end.
     *
     * @throws FailedException when it does not come in time, or the sender broke off
     */
    byte @Nullable [] next(Duration limit) throws FailedException {
        return within(limit, from -> {
            byte[] piece = new byte[PIECE_BYTES];
            int read = from.read(piece);
            return read < 0 ? null : Arrays.copyOf(piece, read);
        });
    }

    /**
     * All of it.
     *
     * @throws FailedException when it does not come to its end in time, has more bytes, or the sender broke off
     */
    byte[] all(Duration limit, int maxBytes) throws FailedException {
        byte[] all = within(limit, from -> from.readNBytes(maxBytes + 1));
        if (all == null) {
            return new byte[0];
        }
        if (all.length > maxBytes) {
            cancel();
            throw new FailedException("the provider's answer has more than " + maxBytes + " bytes", false);
        }
        return all;
    }

    private byte @Nullable [] within(Duration limit, Reading reading) throws FailedException {
        if (in == null) {
            return null;
        }
        try (Deadlines.Limit end = deadlines.in(limit, exchange::cancel)) {
            try {
                byte[] read = reading.from(in);
                // Whatever a connection says when it is cancelled under its reader: what came is not whole.
                if (end.hasPassed()) {
                    throw late();
                }
                return read;
            } catch (IOException e) {
                cancel();
                if (end.hasPassed()) {
                    throw late();
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new FailedException("the gateway is stopping", false);
                }
                throw new FailedException("the provider broke off its answer: " + e.getMessage(), false);
            }
        }
    }

    private static FailedException late() {
        return new FailedException("the provider's answer did not come to its end in time", true);
    }

    /** Reads no further; the connection is given up unless all was read. */
    void cancel() {
        exchange.cancel();
    }
}
