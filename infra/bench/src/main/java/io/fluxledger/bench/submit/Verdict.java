package io.fluxledger.bench.submit;

import io.fluxledger.audit.verify.ProjectedBalances;
import io.fluxledger.audit.verify.Verification;
import io.fluxledger.audit.verify.VerifyReport;
import io.fluxledger.bench.cluster.LedgerCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the committed logs say about the answers that were given.
 *
 * @param given answers that clients got, each from the first line seen, committed or not
 * @param contradicted answers that are not, byte for byte, what was committed; must be 0
 * @param missing inputs without an answer or without a committed line; must be 0
 * @param twice inputs with more than one committed line; must be 0
 * @param unexpected inputs accepted or refused against expectation; must be 0
 * @param refused inputs that the brokers did not take: errors that a client would have seen; must be 0
 * @param rolledBack answers from lines that were then aborted and decided again
 * @param verified what the verification of both logs said
 * @param findings everything that is not as it must be, in words
 */
public record Verdict(
        long given,
        long contradicted,
        long missing,
        long twice,
        long unexpected,
        long refused,
        long rolledBack,
        String verified,
        List<String> findings) {
    public Verdict {
        findings = List.copyOf(findings);
    }

    /** Whether nothing at all is wrong. */
    public boolean isClean() {
        return findings.isEmpty() && contradicted == 0 && missing == 0 && twice == 0 && unexpected == 0 && refused == 0;
    }

    /**
     * Waits until everything is folded and committed, decides all inputs again, and compares the answers with the journal.
     *
     * @param book of a submitter that has finished; the streams still run
     */
    public static Verdict of(LedgerCluster cluster, AnswerBook book) {
        // It waits for the logs to be folded, so it comes first.
        VerifyReport verified = new Verification(
                        cluster.clients(),
                        () -> new ProjectedBalances.Snapshot(Map.of(), Map.of()),
                        LedgerCluster.STREAMS_GROUP,
                        Verification.Progress.SILENT)
                .run();
        JournalCheck.Result check = new JournalCheck(cluster.clients(), book).run();
        List<String> findings = new ArrayList<>(check.findings());
        findings.addAll(verified.differences());
        if (!verified.isClean()) {
            findings.add(verified.summary());
        }
        return new Verdict(
                book.answeredCount(),
                check.contradicted(),
                check.missing(),
                check.twice(),
                check.unexpected(),
                book.refusedCount(),
                check.rolledBack(),
                verified.summary(),
                findings);
    }
}
