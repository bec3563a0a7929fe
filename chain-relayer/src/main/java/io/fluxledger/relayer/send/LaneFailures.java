package io.fluxledger.relayer.send;

import io.fluxledger.events.CommandKind;
import io.fluxledger.events.TransactionState;
import java.util.Objects;

/** Commands that cannot or must not take effect any more. */
final class LaneFailures {
    /** Times that nodes may refuse a transaction as invalid before the command fails. */
    private static final int REFUSALS = 3;

    private final LaneBook book;
    private final LaneHead head;

    LaneFailures(LaneBook book, LaneHead head) {
        this.book = book;
        this.head = head;
    }

    /** A dry run of what is not signed, or of what waits to be mined. */
    void reverts(LaneItem item, String reason) {
        item.preflightAtMs = head.nowMs;
        if (item.isUnsigned() || (item.isUnmined() && !item.exposed)) {
            fail(item, reason);
        } else if (item.isUnmined() && item.reason == null) {
            item.reason = reason;
            book.noted(item);
        }
    }

    void tooLate(LaneItem item) {
        if (item.isTerminal() || item.state == TransactionState.MINED) {
            return;
        }
        if (!isTooLate(item)) {
            book.remind(item, head.required().timeS() + 1);
            return;
        }
        if (item.isUnmined() && item.nonce < head.required().minedNonce()) {
            // It may be mined already; that is seen first.
            book.remind(item, head.required().timeS() + 1);
        } else if (item.isUnsigned() || !item.exposed) {
            fail(item, "not sent before " + item.command.getNotAfterS());
        } else if (item.reason == null) {
            item.reason = late(item);
            book.noted(item);
        }
    }

    /** What was never signed fails when its time is over or when what it depends on has failed. */
    void hopeless(LaneItem item) {
        if (!item.isUnsigned()) {
            return;
        }
        if (isDependencyLost(item)) {
            fail(item, lostDependency(item));
        } else if (isTooLate(item)) {
            fail(item, "not sent before " + item.command.getNotAfterS());
        } else {
            book.place(item);
        }
    }

    void fail(LaneItem item, String why) {
        if (!item.exposed) {
            giveBack(item);
        }
        item.state = TransactionState.FAILED;
        item.reason = why;
        item.unconfirmed = item.toldSuccess == null || item.toldSuccess;
        book.changed(item);
    }

    /** Its nonce goes to another command, and it is prepared anew. */
    void refused(LaneItem item, String message) {
        if (item.exposed) {
            book.place(item);
            return;
        }
        if (++item.refusals >= REFUSALS) {
            fail(item, "refused: " + message);
            return;
        }
        giveBack(item);
        item.state = TransactionState.PLANNED;
        item.gasLimit = null;
        book.changed(item);
    }

    private void giveBack(LaneItem item) {
        if (item.nonce >= 0) {
            book.nonces.released(item.nonce);
            item.nonce = -1;
        }
    }

    /** The chain decides by the time of its blocks; what nobody has yet must not be begun when its time is over here. */
    boolean isTooLate(LaneItem item) {
        long notAfterS = item.command.getNotAfterS();
        LaneEvent.HeadSeen seen = head.now;
        if (notAfterS <= 0 || seen == null) {
            return false;
        }
        return (item.isUnsigned() ? seen.timeS() : seen.blockTimeS()) >= notAfterS;
    }

    static String late(LaneItem item) {
        return "not mined before " + item.command.getNotAfterS();
    }

    private boolean isDependencyLost(LaneItem item) {
        String dependsOn = item.command.getDependsOn();
        LaneHistory.Done dependency = dependsOn == null ? null : book.history.end(dependsOn);
        if (dependency == null || dependency.succeeded()) {
            return false;
        }
        // What could not be captured goes back to the payer, so a void follows a failed capture all the same.
        boolean voidAfterCapture = item.command.getKind() == CommandKind.ESCROW_VOID
                && Objects.requireNonNull(dependsOn).endsWith(":" + CommandKind.ESCROW_CAPTURE);
        return !voidAfterCapture;
    }

    static String lostDependency(LaneItem item) {
        return item.command.getDependsOn() + " failed";
    }
}
