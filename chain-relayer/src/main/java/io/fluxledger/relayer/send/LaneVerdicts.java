package io.fluxledger.relayer.send;

import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.events.TransactionState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of commands by what is seen of the chain. */
final class LaneVerdicts {
    /** Heads in a row that must lack what was final before it counts as taken back: one node may be wrong for a moment. */
    private static final int ABSENT_HEADS = 3;

    private final LaneSettings settings;
    private final LaneBook book;
    private final LaneHead head;
    private final LaneFailures failures;
    private final Set<LaneItem> suspects = new LinkedHashSet<>();
    private final List<String> contradictions = new ArrayList<>();

    LaneVerdicts(LaneSettings settings, LaneBook book, LaneHead head, LaneFailures failures) {
        this.settings = settings;
        this.book = book;
        this.head = head;
        this.failures = failures;
    }

    /** Commands that had been announced as failed and took effect. */
    List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    void head(LaneEvent.HeadSeen seen) {
        if (!head.accept(seen)) {
            return;
        }
        if (head.moveAnchor(settings)) {
            // Blocks that were final have been replaced: each that was in such a block may be gone or elsewhere.
            List<LaneItem> all = new ArrayList<>(book.mined.values());
            all.addAll(book.ended.values());
            all.addAll(book.endedByOthers);
            all.forEach(this::recheck);
        }
        long minedNonce = seen.minedNonce();
        book.from(book.mined, minedNonce).forEach(this::forgotten);
        suspect(minedNonce);
        book.nonces.head(
                minedNonce,
                seen.nowMs() - settings.rebroadcastAfterMs(),
                nonce -> book.isHeld(nonce) || nonce <= book.history.highestClosed());
        book.due(seen.timeS()).forEach(failures::tooLate);
        book.forget(seen.blockNumber());
    }

    private void recheck(LaneItem item) {
        item.recheck = true;
        book.place(item);
    }

    /** Ended commands whose nonce is open again; the last step is taken back first. */
    private void suspect(long minedNonce) {
        for (LaneItem item : List.copyOf(suspects)) {
            if (item.nonce < minedNonce || !item.isTerminal()) {
                item.absentHeads = 0;
                suspects.remove(item);
                book.place(item);
            }
        }
        for (LaneItem item : book.from(book.ended, minedNonce)) {
            if (item.isEndedByAnother()) {
                // Its own nonce says nothing of the transaction that ended it.
                recheck(item);
                continue;
            }
            suspects.add(item);
            if (++item.absentHeads >= ABSENT_HEADS) {
                suspects.remove(item);
                reopen(item);
            } else {
                book.place(item);
            }
        }
    }

    /** What was final or failed is so no more. */
    private void reopen(LaneItem item) {
        item.absentHeads = 0;
        item.endedByAnotherAt = 0;
        book.history.reopened(item.id());
        book.holdBack(item.id());
        if (item.state == TransactionState.FINAL) {
            item.revocations++;
            item.revocationUntold = true;
            item.unconfirmed = true;
            item.toldSuccess = null;
            item.toldMined = false;
            item.reason = null;
        }
        // One that had failed keeps its reason: it must not take effect any more, so its nonce gets a no-op.
        if (item.nonce >= 0 && !item.attempts.isEmpty()) {
            unmined(item);
        } else {
            item.state = TransactionState.PLANNED;
            item.recheck = false;
            item.mined = null;
            item.gasLimit = null;
            item.blockNumber = 0;
            item.blockHash = null;
        }
        book.changed(item);
    }

    /** A reorganisation forgot it, and nodes do not put it back into their pools. */
    private void forgotten(LaneItem item) {
        if (item.transactionHash == null || !item.isCancel(item.transactionHash)) {
            // Nobody was told that it failed, so it may succeed this time.
            item.reason = null;
        }
        unmined(item);
        book.noted(item);
    }

    private void unmined(LaneItem item) {
        Hash32 seenAs = item.transactionHash;
        item.winner = seenAs == null ? null : item.attempt(seenAs);
        item.state = TransactionState.SIGNED;
        item.mined = null;
        item.blockNumber = 0;
        item.blockHash = null;
        item.exposed = true;
        item.recheck = false;
        item.nameless = false;
        item.sentAtMs = Long.MIN_VALUE;
        if (item.reason == null && failures.isTooLate(item)) {
            item.reason = LaneFailures.late(item);
        }
    }

    /** @param canonical whether the receipt's block is in the chain; if not, it says nothing */
    void mined(LaneItem item, MinedTransaction mined, boolean canonical) {
        asked(item);
        if (!canonical || head.now == null) {
            return;
        }
        item.nameless = false;
        item.absentHeads = 0;
        boolean cancelled = item.isCancel(mined.hash());
        boolean succeeded = mined.succeeded() && !cancelled;
        if (item.isTerminal()) {
            // One that is in a newer block now may be lost from there before that is final.
            item.recheck = !isFinal(item, mined.blockNumber());
            if (succeeded == (item.state == TransactionState.FINAL)) {
                sameEnd(item, mined);
                return;
            }
            reopen(item);
        }
        // What is final is told with the gas that it used.
        boolean isFinal = mined.byReceipt() && isFinal(item, mined.blockNumber());
        if (item.isUnsigned()) {
            if (!isFinal || !succeeded) {
                // Another sender was quicker. Nothing of ours is in the chain yet: it is looked at again when theirs is
                // final.
                item.notBeforeBlock = settings.finalAt(mined.blockNumber());
                book.place(item);
                return;
            }
        }
        inChain(item, mined, cancelled, isFinal && !item.revocationUntold);
    }

    private boolean isFinal(LaneItem item, long blockNumber) {
        LaneEvent.HeadSeen seen = head.required();
        return seen.blockNumber() >= settings.finalAt(blockNumber)
                && (item.nonce < 0 || seen.finalNonce() > item.nonce);
    }

    private void inChain(LaneItem item, MinedTransaction mined, boolean cancelled, boolean isFinal) {
        boolean moved =
                item.state != TransactionState.MINED || !mined.blockHash().equals(item.blockHash);
        boolean succeeded = mined.succeeded() && !cancelled;
        item.recheck = false;
        item.mined = mined;
        item.transactionHash = mined.hash();
        item.blockNumber = mined.blockNumber();
        item.blockHash = mined.blockHash();
        if (succeeded) {
            item.reason = null;
        } else if (!cancelled || item.reason == null) {
            item.reason = cancelled ? "cancelled" : mined.reason();
        }
        if (!isFinal) {
            item.state = TransactionState.MINED;
            if (moved) {
                book.noted(item);
            } else {
                book.place(item);
            }
            return;
        }
        if (succeeded && Boolean.FALSE.equals(item.toldSuccess)) {
            contradictions.add(item.id());
        }
        item.state = succeeded ? TransactionState.FINAL : TransactionState.FAILED;
        endedByAnother(item);
        item.unconfirmed = item.toldSuccess == null || item.toldSuccess != succeeded;
        book.changed(item);
    }

    /** The same outcome, perhaps in another block or by another attempt. */
    private void sameEnd(LaneItem item, MinedTransaction mined) {
        boolean moved = !mined.blockHash().equals(item.blockHash);
        item.mined = mined;
        item.transactionHash = mined.hash();
        item.blockNumber = mined.blockNumber();
        item.blockHash = mined.blockHash();
        endedByAnother(item);
        if (moved) {
            book.noted(item);
        } else {
            book.place(item);
        }
    }

    private void endedByAnother(LaneItem item) {
        if (item.isEndedByAnother() && item.endedByAnotherAt == 0) {
            item.endedByAnotherAt = head.required().blockNumber();
        }
    }

    void notMined(LaneItem item) {
        asked(item);
        if (head.now == null) {
            return;
        }
        if (item.nonce < 0 || item.isEndedByAnother()) {
            // The transaction of another sender. Only one that is known to have been there can be missed.
            boolean missed = item.state == TransactionState.FINAL && !item.archived;
            if (missed && ++item.absentHeads >= ABSENT_HEADS) {
                reopen(item);
                failures.hopeless(item);
            }
            return;
        }
        // Receipts alone prove nothing. When the nonce is used for good, whoever used it can be found out.
        item.nameless = head.required().finalNonce() > item.nonce;
        book.place(item);
    }

    /** @param user the transaction that used the nonce for good; null when the node cannot tell */
    void identified(LaneItem item, @Nullable Hash32 user) {
        item.nameless = false;
        if (user == null || item.attempt(user) != null || user.equals(item.transactionHash)) {
            // Its receipt will turn up.
            book.place(item);
            return;
        }
        if (item.state == TransactionState.FAILED) {
            item.recheck = false;
            book.place(item);
            return;
        }
        if (item.state == TransactionState.FINAL) {
            reopen(item);
        }
        if (item.revocationUntold) {
            // What becomes of it is told after that it was taken back, also when a crash comes between: it is asked for
            // again.
            book.place(item);
            return;
        }
        String taken = "nonce " + item.nonce + " was used by another transaction";
        String reason = item.reason;
        item.nonce = -1;
        item.winner = null;
        item.mined = null;
        item.gasLimit = null;
        item.blockNumber = 0;
        item.blockHash = null;
        item.recheck = false;
        if (reason != null && item.state != TransactionState.MINED) {
            // It was to be cancelled, and now none of its attempts can be mined.
            failures.fail(item, reason);
        } else {
            item.state = TransactionState.REPLACED;
            item.reason = taken;
            book.changed(item);
            failures.hopeless(item);
        }
    }

    void signed(LaneItem item, long nonce, TransactionAttempt attempt) {
        boolean first = item.isUnsigned();
        item.nonce = nonce;
        item.attempts.add(attempt);
        item.winner = null;
        item.state = TransactionState.SIGNED;
        item.sentAtMs = Long.MIN_VALUE;
        if (first) {
            item.exposed = false;
            item.reason = null;
            item.transactionHash = item.revocations > 0 ? item.transactionHash : null;
        }
        book.nonces.taken(nonce);
        book.changed(item);
    }

    void sent(LaneItem item, SendAnswer answer, String message) {
        if (!item.isUnmined()) {
            return;
        }
        item.sentAtMs = head.nowMs;
        item.answer = answer;
        switch (answer) {
            case POOLED, UNDERPRICED, UNCLEAR -> {
                if (item.state == TransactionState.SIGNED) {
                    item.state = TransactionState.BROADCAST;
                    book.noted(item);
                } else {
                    book.place(item);
                }
            }
            case NO_FUNDS -> {
                item.exposed = item.exposedBeforeSend;
                book.place(item);
            }
            case INVALID -> {
                item.exposed = item.exposedBeforeSend;
                failures.refused(item, message);
            }
        }
    }

    private void asked(LaneItem item) {
        item.askedAtHead = head.number;
    }
}
