package io.fluxledger.audit.prove;

import java.time.Duration;

/**
 * How batches are sealed.
 *
 * @param interval how often; nothing is sealed where no lines came
 * @param maxLines most lines of a batch
 * @param salts of the leaves of what is owed
 */
public record SealSettings(Duration interval, int maxLines, LeafSalts salts) {}
