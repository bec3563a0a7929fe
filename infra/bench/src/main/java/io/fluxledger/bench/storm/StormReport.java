package io.fluxledger.bench.storm;

import java.util.List;

/**
 * What came of a kill storm.
 *
 * @param kills processes that were killed
 * @param killsBeforeReady of these, killed while starting or restoring
 * @param answersGiven answers that clients got, each from the first line seen, committed or not
 * @param answersContradicted answers that are not, byte for byte, what was committed; must be 0
 * @param answersMissing inputs without an answer or without a committed line; must be 0
 * @param linesTwice inputs with more than one committed line; must be 0
 * @param outcomesUnexpected inputs accepted or refused against expectation; must be 0
 * @param inputsRefused inputs that the brokers did not take; must be 0
 * @param answersRolledBack answers from lines that were then aborted and decided again: what the storm is about
 * @param longestAnswerMs longest time from an input to its answer
 * @param verified what the verification of both logs said
 * @param findings everything that is not as it must be, in words
 */
public record StormReport(
        int kills,
        int killsBeforeReady,
        long answersGiven,
        long answersContradicted,
        long answersMissing,
        long linesTwice,
        long outcomesUnexpected,
        long inputsRefused,
        long answersRolledBack,
        long longestAnswerMs,
        String verified,
        List<String> findings) {
    public StormReport {
        findings = List.copyOf(findings);
    }

    /** Whether nothing at all is wrong. */
    public boolean isClean() {
        return findings.isEmpty()
                && answersContradicted == 0
                && answersMissing == 0
                && linesTwice == 0
                && outcomesUnexpected == 0
                && inputsRefused == 0;
    }
}
