package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fold's answer to one input.
 *
 * @param index position among the lines of the input
 * @param account payer or provider; null for lines of the partition itself and for unreadable inputs
 * @param reference for ALREADY_APPLIED, the line that first answered
 * @param clockMs clock of the partition that was used
 * @param accountSequence position among the account's accepted lines, 0 where the line is not one of them
 * @param balances balances of the account after an accepted line
 * @param accountHash zero where the line is not part of an account's chain
 */
public record JournalLine(
        InputId inputId,
        int index,
        String inputType,
        @Nullable Address account,
        Outcome outcome,
        @Nullable RejectionReason reason,
        @Nullable LineRef reference,
        long clockMs,
        int rulesVersion,
        long accountSequence,
        long partitionSequence,
        List<LedgerEntry> entries,
        List<Posting> postings,
        List<SubBalance> balances,
        Bytes32 accountPreviousHash,
        Bytes32 accountHash,
        Bytes32 partitionPreviousHash,
        Bytes32 partitionHash) {
    /** Logical id of this line. */
    public LineRef ref() {
        return new LineRef(inputId, index);
    }
}
