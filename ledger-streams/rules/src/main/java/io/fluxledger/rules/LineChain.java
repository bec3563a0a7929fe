package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers and hashes the lines of one partition, in order. */
final class LineChain {
    private final LineHasher hasher = new LineHasher();

    /** What a line is made of before it is numbered and hashed. */
    record Draft(
            InputId inputId,
            int index,
            String inputType,
            @Nullable Address account,
            Outcome outcome,
            @Nullable RejectionReason reason,
            @Nullable LineRef reference,
            List<LedgerEntry> entries,
            List<Posting> postings,
            List<SubBalance> balances) {
        static Draft refused(InputId id, String type, @Nullable Address account, RejectionReason reason) {
            return new Draft(id, 0, type, account, Outcome.REJECTED, reason, null, List.of(), List.of(), List.of());
        }

        static Draft repeated(InputId id, String type, @Nullable Address account, @Nullable LineRef reference) {
            return new Draft(
                    id, 0, type, account, Outcome.ALREADY_APPLIED, null, reference, List.of(), List.of(), List.of());
        }

        static Draft accepted(
                InputId id,
                int index,
                String type,
                @Nullable Address account,
                Decision.Accepted decision,
                Balances balances) {
            return new Draft(
                    id,
                    index,
                    type,
                    account,
                    Outcome.ACCEPTED,
                    null,
                    null,
                    decision.entries(),
                    decision.postings(),
                    balances.all());
        }
    }

    /**
     * The finished line.
     *
     * @param accountSequence 0 where the line is not part of an account's chain
     * @param accountPreviousHash hash of the account's line before
     */
    JournalLine finish(PartitionHead head, Draft draft, long accountSequence, Bytes32 accountPreviousHash) {
        Bytes32 previous = accountSequence == 0 ? Bytes32.ZERO : accountPreviousHash;
        JournalLine open = line(head, draft, accountSequence, previous, Bytes32.ZERO, Bytes32.ZERO);
        Bytes32 body = hasher.body(open);
        Bytes32 accountHash = accountSequence == 0 ? Bytes32.ZERO : hasher.link(previous, body);
        return line(head, draft, accountSequence, previous, accountHash, hasher.link(head.hash(), body));
    }

    private static JournalLine line(
            PartitionHead head,
            Draft draft,
            long accountSequence,
            Bytes32 accountPreviousHash,
            Bytes32 accountHash,
            Bytes32 partitionHash) {
        return new JournalLine(
                draft.inputId(),
                draft.index(),
                draft.inputType(),
                draft.account(),
                draft.outcome(),
                draft.reason(),
                draft.reference(),
                head.clockMs(),
                head.parameters().rulesVersion(),
                accountSequence,
                head.sequence() + 1,
                draft.entries(),
                draft.postings(),
                draft.balances(),
                accountPreviousHash,
                accountHash,
                head.hash(),
                partitionHash);
    }

    /** The head after the line. */
    static PartitionHead after(PartitionHead head, JournalLine line) {
        return new PartitionHead(
                head.clockMs(),
                line.partitionSequence(),
                line.partitionHash(),
                head.chargeSequence(),
                head.windowEndMs(),
                head.lastOffset(),
                head.parameters());
    }

    /** The head when the input is reached: the clock never goes back, offsets only go on. */
    static PartitionHead at(PartitionHead head, InputSource source) {
        if (source.offset() <= head.lastOffset()) {
            throw new CorruptionException("input offset " + source.offset() + " was folded before: the store is at "
                    + head.lastOffset() + "; state and log do not belong together");
        }
        return new PartitionHead(
                Math.max(head.clockMs(), source.appendTimeMs()),
                head.sequence(),
                head.hash(),
                head.chargeSequence(),
                head.windowEndMs(),
                source.offset(),
                head.parameters());
    }

    /** Every line's postings sum to zero, on every apply, also in production. */
    static void checkZero(List<Posting> postings) {
        long sum = 0;
        for (Posting posting : postings) {
            sum = Math.addExact(sum, posting.amountNanos());
        }
        if (sum != 0) {
            throw new CorruptionException("postings sum to " + sum + " nano-USDC: " + postings);
        }
    }
}
