package io.fluxledger.settlement.plan;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/** Ids that follow from what they name, so that doing something again after a crash is the same thing again. */
public final class SettlementIds {
    private SettlementIds() {}

    /** Id of a window's batch. */
    public static String batch(long windowEndMs) {
        return "batch-" + windowEndMs;
    }

    /** Id of a provider's payout in a window's batch. */
    public static String payout(long windowEndMs, String provider) {
        return windowEndMs + ":" + provider;
    }

    /** Input that instructs the payout. */
    public static UUID instruction(String payoutId) {
        return of("payout-instructed:" + payoutId);
    }

    /**
     * Input that closes a window on a partition.
     *
     * @param attempt from 0; an attempt that came before the window's end by the log's clock is followed by another
     */
    public static UUID tick(long windowEndMs, int partition, int attempt) {
        return of("window-tick:" + windowEndMs + ":" + partition + ":" + attempt);
    }

    /** Event of that kind about a batch or a provider's usage. */
    public static UUID event(String kind, String id) {
        return of(kind + ":" + id);
    }

    /** Trace of a batch, as W3C's trace-id. Many calls lead to a payout, so that it goes on with none of their traces. */
    public static String trace(String batchId) {
        UUID id = of("trace:" + batchId);
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(id.getMostSignificantBits()) + hex.toHexDigits(id.getLeastSignificantBits());
    }

    /**
     * Trace context that a payout begins with, in the form of W3C: a span of its own in its batch's trace.
     *
     * @param trace of the batch
     */
    public static String traceparent(String trace, String payoutId) {
        UUID id = of("span:" + payoutId);
        return "00-" + trace + "-" + HexFormat.of().toHexDigits(id.getLeastSignificantBits()) + "-00";
    }

    private static UUID of(String name) {
        return UUID.nameUUIDFromBytes(("fluxledger/settlement/" + name).getBytes(StandardCharsets.UTF_8));
    }
}
