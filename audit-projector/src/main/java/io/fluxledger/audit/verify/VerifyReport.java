package io.fluxledger.audit.verify;

import java.util.ArrayList;
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
 * @param batches batches whose trees were made again; -1 when they were not looked at
 * @param anchored those of them that have their root on chain
 */
public record VerifyReport(
        long inputs,
        long lines,
        long accounts,
        long balances,
        List<String> differences,
        long conservationNanos,
        long clearingNanos,
        int batches,
        int anchored) {
    public VerifyReport {
        differences = List.copyOf(differences);
    }

    /** The same with what else was found. */
    public VerifyReport with(List<String> more) {
        List<String> all = new ArrayList<>(differences);
        all.addAll(more);
        return new VerifyReport(
                inputs, lines, accounts, balances, all, conservationNanos, clearingNanos, batches, anchored);
    }

    /** The same with what the batches' roots led to. */
    public VerifyReport with(RootCheck.Report roots) {
        VerifyReport all = with(roots.differences());
        return new VerifyReport(
                inputs,
                lines,
                accounts,
                balances,
                all.differences(),
                conservationNanos,
                clearingNanos,
                roots.batches(),
                roots.anchored());
    }

    public boolean isClean() {
        return differences.isEmpty() && conservationNanos == 0;
    }

    /** The one line that says it all. */
    public String summary() {
        String summary = "verified %d inputs, %d accounts, %d differences, conservation %d"
                .formatted(inputs, accounts, differences.size(), conservationNanos);
        return batches < 0 ? summary : summary + ", %d batches, %d anchored".formatted(batches, anchored);
    }
}
