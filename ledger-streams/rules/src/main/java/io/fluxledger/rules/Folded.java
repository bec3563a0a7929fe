package io.fluxledger.rules;

import java.util.List;

/**
 * What one input led to.
 *
 * @param lines journal lines, in order
 * @param charges charges for the providers' fold; empty there
 */
public record Folded(List<JournalLine> lines, List<ProviderInput.UsageCharged> charges) {}
