package io.fluxledger.audit.project;

import io.fluxledger.events.Address20;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Posting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a line of either journal. */
final class JournalRows {
    private final RowBatch rows;
    private final EntryRows entries;

    JournalRows(RowBatch rows) {
        this.rows = rows;
        this.entries = new EntryRows(rows);
    }

    void add(Place at, JournalLine line, @Nullable String traceparent) {
        Address20 account = line.getAccount();
        rows.add(
                Tables.JOURNAL_LINES,
                at.topic(),
                at.partition(),
                at.offset(),
                Hex.of(line.getInputId()),
                line.getIndex(),
                line.getInputType(),
                Hex.ofNullable(account),
                line.getOutcome().name(),
                line.getReason(),
                line.getReference() == 0 ? null : line.getReference(),
                line.getClockMs(),
                line.getRulesVersion(),
                line.getAccountSequence(),
                line.getPartitionSequence(),
                line.getAccountPreviousHash().bytes(),
                line.getPartitionPreviousHash().bytes(),
                line.getHash().bytes(),
                line.getInputPartition(),
                line.getInputOffset(),
                traceparent,
                EventJson.typed(line.getEntries()),
                EventJson.plain(line.getBalances()));
        addPostings(at, line.getPostings());
        List<Object> decided = line.getEntries();
        for (int i = 0; i < decided.size(); i++) {
            entries.add(at, line, i, decided.get(i));
        }
    }

    private void addPostings(Place at, List<Posting> postings) {
        for (int i = 0; i < postings.size(); i++) {
            Posting posting = postings.get(i);
            String type = posting.getAccount().name();
            String owner = Hex.ofNullable(posting.getOwner());
            rows.add(
                    Tables.POSTINGS,
                    at.topic(),
                    at.partition(),
                    at.offset(),
                    i,
                    type,
                    owner,
                    posting.getChainId(),
                    posting.getAmountNanos());
            rows.add(
                    Tables.BALANCES,
                    at.topic(),
                    at.partition(),
                    type,
                    owner,
                    posting.getChainId(),
                    posting.getAmountNanos());
        }
    }
}
