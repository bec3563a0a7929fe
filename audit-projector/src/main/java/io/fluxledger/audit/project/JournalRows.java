package io.fluxledger.audit.project;

import io.fluxledger.events.Address20;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Posting;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rows of a line of either journal. */
final class JournalRows {
    private final RowBatch rows;
    private final EntryRows entries;
    private final PostingRows postings = new PostingRows();
    private final Set<Long> clocksMs = new TreeSet<>();

    JournalRows(RowBatch rows) {
        this.rows = rows;
        this.entries = new EntryRows(rows);
    }

    PostingRows postings() {
        return postings;
    }

    /** Clocks of the lines. */
    Set<Long> clocksMs() {
        return clocksMs;
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
        addPostings(at, line);
        clocksMs.add(line.getClockMs());
        List<Object> decided = line.getEntries();
        for (int i = 0; i < decided.size(); i++) {
            entries.add(at, line, i, decided.get(i));
        }
    }

    private void addPostings(Place at, JournalLine line) {
        List<Posting> all = line.getPostings();
        for (int i = 0; i < all.size(); i++) {
            Posting posting = all.get(i);
            postings.add(
                    at,
                    i,
                    posting.getAccount().name(),
                    Hex.ofNullable(posting.getOwner()),
                    posting.getChainId(),
                    posting.getAmountNanos(),
                    line.getClockMs());
        }
    }
}
