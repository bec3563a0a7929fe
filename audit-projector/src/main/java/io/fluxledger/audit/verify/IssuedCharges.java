package io.fluxledger.audit.verify;

import java.util.Arrays;

/**
 * The charges and disputes that one partition of the payers' fold issues, by their sequence from 1: a fingerprint of each,
 * since there are as many as calls. Written by one thread; when it is done, any may ask.
 */
final class IssuedCharges {
    private static final int FIRST = 1_024;

    private long[] prints = new long[FIRST];
    private boolean[] found = {};
    private int count;
    private boolean complete = true;

    /** How a charge on the providers' inputs compares with what was issued. */
    enum Match {
        SAME,
        OTHER,
        NEVER_ISSUED,
        /** It is behind what could be decided again. */
        UNKNOWN
    }

    void add(long sequence, long print) {
        if (sequence != count + 1L) {
            throw new IllegalStateException("charge " + sequence + " follows charge " + count);
        }
        if (count == prints.length) {
            prints = Arrays.copyOf(prints, count + (count >> 1));
        }
        prints[count++] = print;
    }

    /**
     * No more will be issued; from now on several threads may look.
     *
     * @param all false when not all inputs could be decided again: what comes behind the last is not known then
     */
    void end(boolean all) {
        complete = all;
        found = new boolean[count];
    }

    /**
     * Notes a charge that was found.
     *
     * @param mayBeLater whether it may have been issued after the verification began
     */
    Match found(long sequence, long print, boolean mayBeLater) {
        if (sequence < 1) {
            return Match.NEVER_ISSUED;
        }
        if (sequence > count) {
            return complete && !mayBeLater ? Match.NEVER_ISSUED : Match.UNKNOWN;
        }
        int index = (int) sequence - 1;
        found[index] = true;
        return prints[index] == print ? Match.SAME : Match.OTHER;
    }

    int count() {
        return count;
    }

    boolean isFound(int sequence) {
        return found[sequence - 1];
    }
}
