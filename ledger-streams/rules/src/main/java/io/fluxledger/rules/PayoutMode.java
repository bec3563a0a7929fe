package io.fluxledger.rules;

/** How a provider is paid: in the batch of its window, or at once. */
public enum PayoutMode {
    BATCH,
    INSTANT
}
