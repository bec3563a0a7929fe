package io.fluxledger.rules;

import java.util.List;

/**
 * What one input led to.
 *
 * @param lines journal lines, in order
 * @param charges charges and disputes for the providers' fold; empty there
 */
public record Folded(List<JournalLine> lines, List<ProviderInput.OfProvider> charges) {
    static Folded of(JournalLine line) {
        return new Folded(List.of(line), List.of());
    }
}
