package io.fluxledger.settlement.track;

import org.jspecify.annotations.Nullable;

/**
 * A settlement window.
 *
 * @param windowEndMs its end, Unix milliseconds
 * @param closed whether every partition has closed it
 * @param batchId its batch, once one is opened
 */
public record WindowView(
        long windowEndMs, boolean closed, @Nullable String batchId) {}
