package io.fluxledger.rules;

/** Ids of inputs that are derived from a position in a journal: the same whenever they are derived again. */
public final class DerivedIds {
    private DerivedIds() {}

    /** Of the refund at that position of that partition of the providers' fold. */
    public static InputId refund(int sourcePartition, long sourceSequence) {
        return new ContentHash().derivedId("refund", sourcePartition, sourceSequence);
    }
}
