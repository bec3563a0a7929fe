package io.fluxledger.audit.verify;

import java.util.List;

/**
 * What a verification found.
 *
 * @param inputs inputs that were decided again, of both folds
 * @param lines journal lines that were compared
 * @param accounts payers and providers with accepted lines
 * @param balances balances of the projection that were compared
 * @param differences every difference, first first
 * @param conservationNanos sum of all postings, nano-USDC; zero
 * @param clearingNanos what stands between the folds, nano-USDC; zero when the logs are drained
 */
public record VerifyReport(
        long inputs,
        long lines,
        long accounts,
        long balances,
        List<String> differences,
        long conservationNanos,
        long clearingNanos) {
    public VerifyReport {
        differences = List.copyOf(differences);
    }

    public boolean isClean() {
        return differences.isEmpty() && conservationNanos == 0;
    }

    /** The one line that says it all. */
    public String summary() {
        return "verified %d inputs, %d accounts, %d differences, conservation %d"
                .formatted(inputs, accounts, differences.size(), conservationNanos);
    }
}
