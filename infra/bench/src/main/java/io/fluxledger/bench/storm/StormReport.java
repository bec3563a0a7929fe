package io.fluxledger.bench.storm;

import io.fluxledger.bench.submit.Verdict;

/**
 * What came of a kill storm.
 *
 * @param kills processes that were killed
 * @param killsBeforeReady of these, killed while starting or restoring
 * @param longestAnswerMs longest time from an input to its answer
 */
public record StormReport(int kills, int killsBeforeReady, long longestAnswerMs, Verdict verdict) {}
