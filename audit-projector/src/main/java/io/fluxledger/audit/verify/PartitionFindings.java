package io.fluxledger.audit.verify;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.Posting;
import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.PayerInput.ProviderRefundReceived;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the verification of one partition has seen. Not thread-safe. */
final class PartitionFindings {
    private static final int MOST_DIFFERENCES = 100;

    private final TopicPartition inputs;
    private final List<String> differences = new ArrayList<>();
    private final Set<Address> accounts = new HashSet<>();
    private final PostingSums asProjected = new PostingSums();
    private final Map<Long, Refund> refundsIssued = new HashMap<>();
    private final List<Received> refundsReceived = new ArrayList<>();
    private long moreDifferences;
    private long inputCount;
    private long lineCount;
    private long conservationNanos;
    private long clearingNanos;

    /** A refund as it stands on the payers' inputs. */
    record Received(long offset, ProviderRefundReceived refund) {}

    /** What a refund gives back. */
    record Refund(@Nullable Address provider, Address payer, String intentId, List<Draw> draws) {}

    PartitionFindings(TopicPartition inputs) {
        this.inputs = inputs;
    }

    /** Keeps the first ones; one damaged partition shall not hide what is wrong with another. */
    void difference(String text) {
        if (differences.size() < MOST_DIFFERENCES) {
            differences.add(text);
        } else {
            moreDifferences++;
        }
    }

    void input() {
        inputCount++;
    }

    /** @param projected whether the projection says that it has applied the line */
    void line(JournalLine line, boolean projected) {
        lineCount++;
        if (line.getOutcome() == Outcome.ACCEPTED && line.getAccount() != null) {
            accounts.add(AvroTypes.address(line.getAccount()));
        }
        for (Posting posting : line.getPostings()) {
            posting(
                    AccountType.valueOf(posting.getAccount().name()),
                    posting.getOwner() == null ? null : AvroTypes.address(posting.getOwner()),
                    posting.getChainId(),
                    posting.getAmountNanos(),
                    projected);
        }
    }

    /** The same for a line that was decided again and stands in the journal. */
    void line(io.fluxledger.rules.JournalLine line, boolean projected) {
        lineCount++;
        Address account = line.account();
        if (line.outcome() == io.fluxledger.rules.Outcome.ACCEPTED && account != null) {
            accounts.add(account);
        }
        List<io.fluxledger.rules.Posting> postings = line.postings();
        for (int i = 0; i < postings.size(); i++) {
            io.fluxledger.rules.Posting posting = postings.get(i);
            posting(posting.account(), posting.owner(), posting.chainId(), posting.amountNanos(), projected);
        }
    }

    private void posting(AccountType type, @Nullable Address owner, long chainId, long amountNanos, boolean projected) {
        try {
            conservationNanos = Math.addExact(conservationNanos, amountNanos);
            if (type == AccountType.CLEARING) {
                clearingNanos = Math.addExact(clearingNanos, amountNanos);
            }
            if (projected) {
                asProjected.add(type, owner, chainId, amountNanos);
            }
        } catch (ArithmeticException e) {
            difference(inputs + ": the postings of its journal do not fit into 64 bits");
        }
    }

    /** Notes what a line of the providers' fold gives back. */
    void issued(io.fluxledger.rules.JournalLine line) {
        for (LedgerEntry entry : line.entries()) {
            switch (entry) {
                case LedgerEntry.DisputeClosed e
                when e.refundSequence() > 0 ->
                    refundsIssued.put(
                            e.refundSequence(), new Refund(line.account(), e.payer(), e.intentId(), e.draws()));
                case LedgerEntry.RefundIssued e ->
                    refundsIssued.put(
                            e.refundSequence(), new Refund(line.account(), e.payer(), e.intentId(), e.draws()));
                default -> {
                    // Stays within its fold, or is compared as a charge.
                }
            }
        }
    }

    void received(ProviderRefundReceived refund, long offset) {
        refundsReceived.add(new Received(offset, refund));
    }

    TopicPartition inputs() {
        return inputs;
    }

    /** The differences, first first; the last says how many are not listed. */
    List<String> differences() {
        if (moreDifferences == 0) {
            return differences;
        }
        List<String> all = new ArrayList<>(differences);
        all.add(inputs + ": " + moreDifferences + " further differences");
        return all;
    }

    List<Received> refundsReceived() {
        return refundsReceived;
    }

    @Nullable
    Refund refundIssued(long sequence) {
        return refundsIssued.get(sequence);
    }

    Set<Address> accounts() {
        return accounts;
    }

    PostingSums asProjected() {
        return asProjected;
    }

    long inputCount() {
        return inputCount;
    }

    long lineCount() {
        return lineCount;
    }

    long conservationNanos() {
        return conservationNanos;
    }

    long clearingNanos() {
        return clearingNanos;
    }
}
