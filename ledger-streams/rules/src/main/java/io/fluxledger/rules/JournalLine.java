package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fold's answer to one input.
 *
 * @param index position among the lines of the input
 * @param account payer or provider; null for lines of the partition itself and for unreadable inputs
 * @param reference for ALREADY_APPLIED, the partition sequence of the line that first answered; 0 where there is none
 * @param clockMs clock of the partition that was used
 * @param accountSequence position among the account's accepted lines, 0 where the line is not one of them
 * @param balances balances of the account after an accepted line
 * @param accountPreviousHash hash of the account's accepted line before; zero where the line is not part of its chain
 * @param partitionPreviousHash hash of the partition's line before
 * @param hash of all of the above, see HASHING.md
 */
public record JournalLine(
        InputId inputId,
        int index,
        String inputType,
        @Nullable Address account,
        Outcome outcome,
        @Nullable RejectionReason reason,
        long reference,
        long clockMs,
        int rulesVersion,
        long accountSequence,
        long partitionSequence,
        List<LedgerEntry> entries,
        List<Posting> postings,
        Balances balances,
        Bytes32 accountPreviousHash,
        Bytes32 partitionPreviousHash,
        Bytes32 hash) {
    JournalLine withHash(Bytes32 lineHash) {
        return new JournalLine(
                inputId,
                index,
                inputType,
                account,
                outcome,
                reason,
                reference,
                clockMs,
                rulesVersion,
                accountSequence,
                partitionSequence,
                entries,
                postings,
                balances,
                accountPreviousHash,
                partitionPreviousHash,
                lineHash);
    }
}
