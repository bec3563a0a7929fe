package io.fluxledger.intake.gateway;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, piece by piece as it comes, each awaited only for a time. The next piece is asked for when one is
 * taken, so that a slow reader slows the sender and not the memory. For one reader.
 */
final class TimedBody implements HttpResponse.BodySubscriber<TimedBody> {
    /** What arrived. */
    private sealed interface Item {
        record Piece(ByteBuffer bytes) implements Item {}

        record End() implements Item {}

        record Broken(Throwable cause) implements Item {}
    }

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean cancelled;

    @Override
    public CompletionStage<TimedBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        subscription = to;
        if (cancelled) {
            to.cancel();
        } else {
            to.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        int size = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer piece = ByteBuffer.allocate(size);
        buffers.forEach(piece::put);
        items.add(new Item.Piece(piece));
    }

    @Override
    public void onError(Throwable cause) {
        items.add(new Item.Broken(cause));
    }

    @Override
    public void onComplete() {
        items.add(new Item.End());
    }

    /**
     * The next piece; null at the end.
     *
     * @throws FailedException when it does not come in time, or the sender broke off
     */
    byte @Nullable [] next(Duration limit) throws FailedException {
        Item item;
        try {
            item = items.poll(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            throw new FailedException("the gateway is stopping", false);
        }
        if (item == null) {
            cancel();
            throw new FailedException("the provider's answer did not come to its end in time", true);
        }
        return switch (item) {
            case Item.Piece(ByteBuffer bytes) -> {
                Flow.Subscription from = subscription;
                if (from != null) {
                    from.request(1);
                }
                yield bytes.array();
            }
            case Item.End _ -> null;
            case Item.Broken(Throwable cause) ->
                throw new FailedException("the provider broke off its answer: " + cause.getMessage(), false);
        };
    }

    /** Reads no further; the connection is given up. */
    void cancel() {
        cancelled = true;
        Flow.Subscription from = subscription;
        if (from != null) {
            from.cancel();
        }
    }
}
