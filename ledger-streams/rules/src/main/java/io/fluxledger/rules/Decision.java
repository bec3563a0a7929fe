package io.fluxledger.rules;

import java.util.List;

/** What the rules decide of an input. Nothing has changed yet. */
public sealed interface Decision {
    /**
     * The input takes effect.
     *
     * @param entries what happened, in order
     * @param postings double entries that sum to zero
     */
    record Accepted(List<LedgerEntry> entries, List<Posting> postings) implements Decision {
        static Accepted of(LedgerEntry entry, Posting... postings) {
            return new Accepted(List.of(entry), List.of(postings));
        }
    }

    /**
     * The same was decided before; nothing changes.
     *
     * @param reference partition sequence of the line that first answered, 0 where there is none
     */
    record AlreadyApplied(long reference) implements Decision {}

    /** Refused; nothing changes. */
    record Rejected(RejectionReason reason) implements Decision {}
}
