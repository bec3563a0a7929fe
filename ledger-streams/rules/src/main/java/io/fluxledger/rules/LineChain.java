package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers and hashes the lines of one partition, in order. */
final class LineChain {
    private final LineHasher hasher = new LineHasher();

    /** An input that was refused. */
    JournalLine refused(
            PartitionHead head, InputId id, String type, @Nullable Address account, RejectionReason reason) {
        return unchained(head, id, 0, type, account, Outcome.REJECTED, reason, 0, List.of());
    }

    /** An input that had been decided before. */
    JournalLine repeated(PartitionHead head, InputId id, String type, @Nullable Address account, long reference) {
        return unchained(head, id, 0, type, account, Outcome.ALREADY_APPLIED, null, reference, List.of());
    }

    /** An accepted input that belongs to the partition, not to an account. */
    JournalLine ofPartition(PartitionHead head, InputId id, int index, String type, LedgerEntry entry) {
        return unchained(head, id, index, type, null, Outcome.ACCEPTED, null, 0, List.of(entry));
    }

    private JournalLine unchained(
            PartitionHead head,
            InputId id,
            int index,
            String type,
            @Nullable Address account,
            Outcome outcome,
            @Nullable RejectionReason reason,
            long reference,
            List<LedgerEntry> entries) {
        return hashed(new JournalLine(
                id,
                index,
                type,
                account,
                outcome,
                reason,
                reference,
                head.clockMs(),
                head.parameters().rulesVersion(),
                0,
                head.sequence() + 1,
                entries,
                List.of(),
                Balances.NONE,
                Bytes32.ZERO,
                head.hash(),
                Bytes32.ZERO));
    }

    /**
     * An accepted input of an account.
     *
     * @param accountSequence number of the account's accepted lines before
     * @param accountPreviousHash hash of the last of them
     */
    JournalLine accepted(
            PartitionHead head,
            InputId id,
            int index,
            String type,
            Address account,
            Decision.Accepted decision,
            Balances balances,
            long accountSequence,
            Bytes32 accountPreviousHash) {
        return hashed(new JournalLine(
                id,
                index,
                type,
                account,
                Outcome.ACCEPTED,
                null,
                0,
                head.clockMs(),
                head.parameters().rulesVersion(),
                accountSequence + 1,
                head.sequence() + 1,
                decision.entries(),
                decision.postings(),
                balances,
                accountPreviousHash,
                head.hash(),
                Bytes32.ZERO));
    }

    private JournalLine hashed(JournalLine line) {
        return line.withHash(hasher.hash(line));
    }

    /** Every line's postings sum to zero on every chain, on every apply, also in production. */
    static void checkZero(List<Posting> postings) {
        int size = postings.size();
        if (size == 0) {
            return;
        }
        long first = postings.get(0).chainId();
        long sum = 0;
        boolean single = true;
        for (int i = 0; i < size; i++) {
            Posting posting = postings.get(i);
            single &= posting.chainId() == first;
            sum = Math.addExact(sum, posting.amountNanos());
        }
        if (sum != 0) {
            throw new CorruptionException("postings sum to " + sum + " nano-USDC: " + postings);
        }
        if (!single) {
            checkChains(postings);
        }
    }

    private static void checkChains(List<Posting> postings) {
        for (Posting of : postings) {
            long sum = 0;
            for (Posting posting : postings) {
                if (posting.chainId() == of.chainId()) {
                    sum = Math.addExact(sum, posting.amountNanos());
                }
            }
            if (sum != 0) {
                throw new CorruptionException(
                        "postings on chain " + of.chainId() + " sum to " + sum + " nano-USDC: " + postings);
            }
        }
    }
}
