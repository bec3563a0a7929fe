package io.fluxledger.audit.prove;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What came of the commands that anchor a batch.
 *
 * @param all commands that the relayer has taken up
 * @param failed those that failed for good
 */
record AnchorOutcomes(int all, int failed, boolean isFinal) {
    /** Subject of all commands that anchor a batch. */
    static String subject(long batchId) {
        return "merkle:" + batchId;
    }

    boolean allFailed() {
        return failed > 0 && failed == all;
    }

    static AnchorOutcomes read(Handle handle, long batchId) {
        List<String> states = handle.createQuery("SELECT state FROM chain_transactions WHERE subject_id = :subject")
                .bind("subject", subject(batchId))
                .mapTo(String.class)
                .list();
        int failed = (int) states.stream().filter("FAILED"::equals).count();
        return new AnchorOutcomes(states.size(), failed, states.contains("FINAL"));
    }
}
