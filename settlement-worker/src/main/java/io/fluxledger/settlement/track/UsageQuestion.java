package io.fluxledger.settlement.track;

import io.fluxledger.settlement.plan.UsageFigures;

/**
 * What a provider is asked about: all windows since its own figures were last agreed on, up to the one that is to be paid.
 *
 * @param provider 0x-address in lower case
 * @param fromMs the log's clock at the cut before the first of them, Unix milliseconds; 0 for the beginning
 * @param toMs the log's clock at the cut behind the last, Unix milliseconds
 * @param ledger what the ledger counted
 */
public record UsageQuestion(String provider, long windowEndMs, long fromMs, long toMs, UsageFigures ledger) {}
