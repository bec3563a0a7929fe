package io.fluxledger.relayer.send;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.TransactionState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one signer on one chain, in the order of their nonces. It does nothing itself: events go in, what is
 * due comes out. The order that makes a crash harmless is kept here: signed bytes are saved before they are sent, an
 * outcome is saved before it is announced, and a nonce that was given to a command stays with it until the chain says
 * for good who used it, or until it is certain that nobody has a transaction of it.
 */
public final class Lane {
    /**
     * A record to save.
     *
     * @param confirmed what the record says for the first time: FINAL, FAILED or REVOKED; null for none of these
     */
    public record Change(
            ChainCommand command,
            ChainTransaction transaction,
            @Nullable Announcement confirmed) {}

    /** With many in flight, what need not be saved at once waits that long: most of it is overtaken meanwhile. */
    private static final long REST_MS = 3_000;

    private final LaneSettings settings;
    private final LaneBook book;
    private final LaneHead head = new LaneHead();
    private final LaneFailures failures;
    private final LaneVerdicts verdicts;
    private final LanePlan plan;
    private long arrivals;
    private long restSavedAtMs = Long.MIN_VALUE;
    /** On their way to be saved. */
    private List<LaneItem> handedOut = List.of();

    public Lane(LaneSettings settings) {
        this.settings = settings;
        this.book = new LaneBook(settings);
        this.failures = new LaneFailures(book, head);
        this.verdicts = new LaneVerdicts(settings, book, head, failures);
        this.plan = new LanePlan(settings, book, head);
    }

    /** Takes up what was saved before; called before the first command. */
    public void restore(ChainTransaction saved) {
        book.history.restore(saved);
        head.bestBlock = Math.max(head.bestBlock, saved.getBlockNumber());
        if (saved.getLaneNonce() >= 0) {
            book.nonces.taken(saved.getLaneNonce());
        }
    }

    /**
     * All that was saved before has been given back, and commands may be repeated from the oldest one that is not closed:
     * only the records of those are needed.
     */
    public void accept(ChainCommand command) {
        if (book.find(command.getCommandId()) != null) {
            return;
        }
        LaneItem item = book.history.open(command, arrivals++);
        book.add(item);
        if (item.state == TransactionState.PLANNED && item.attempts.isEmpty()) {
            book.noted(item);
        }
        failures.hopeless(item);
    }

    public void on(LaneEvent event) {
        switch (event) {
            case LaneEvent.HeadSeen seen -> verdicts.head(seen);
            case LaneEvent.PreflightPassed passed -> {
                LaneItem item = item(passed.commandId());
                item.gasLimit = passed.gasLimit();
                item.preflightAtMs = head.nowMs;
            }
            case LaneEvent.PreflightReverted reverted ->
                failures.reverts(item(reverted.commandId()), reverted.reason());
            case LaneEvent.NotReady waits -> notReady(item(waits.commandId()));
            case LaneEvent.AttemptSigned signed -> {
                head.notSigned = null;
                LaneItem item = item(signed.commandId());
                item.waitingSinceMs = -1;
                head.signed(item);
                verdicts.signed(item, signed.nonce(), signed.attempt());
            }
            case LaneEvent.Broadcast sent -> verdicts.sent(item(sent.commandId()), sent.answer(), sent.message());
            case LaneEvent.GapFilled filled -> book.nonces.filled(filled.nonce(), head.nowMs);
            case LaneEvent.Mined mined -> verdicts.mined(item(mined.commandId()), mined.mined(), mined.canonical());
            case LaneEvent.NotMined absent -> verdicts.notMined(item(absent.commandId()));
            case LaneEvent.Identified found -> verdicts.identified(item(found.commandId()), found.hash());
            case LaneEvent.Announced announced -> {
                LaneItem item = item(announced.commandId());
                item.told(announced.stage());
                if (item.isSettled()) {
                    book.noted(item);
                } else {
                    book.place(item);
                }
            }
            case LaneEvent.NotSigned refused -> {
                head.notSigned = refused.reason();
                head.now = null;
            }
            case LaneEvent.Unreachable unreachable -> head.now = null;
        }
    }

    private void notReady(LaneItem item) {
        if (item.isUnsigned()) {
            item.gasLimit = null;
            item.waitedAtHead = head.number;
            item.waits(head.nowMs);
        } else {
            // What is sent already cannot be made anew: its bytes are as good as they were.
            item.preflightAtMs = head.nowMs;
        }
    }

    /** The next commands that nothing in the lane holds back and that have no nonce, in order; none without a head. */
    public Stream<ChainCommand> upcoming() {
        return head.now == null ? Stream.empty() : book.ready.values().stream().map(item -> item.command);
    }

    /** Until the next head the calls of no other commands are asked for; null for no such limit. */
    public void askOnly(@Nullable Set<String> commandIds) {
        head.askable = commandIds;
    }

    /** What is to be done now. Empty when changes must be saved first, and when there is nothing until the next head. */
    public List<LaneAction> due() {
        return plan.due();
    }

    /** Whether something must be saved before anything else is done. */
    public boolean mustSave() {
        return book.mustSave();
    }

    /** What has changed since {@link #saved()}; due again until then. */
    public List<Change> unsaved() {
        List<Change> changes = handOut(book.unsaved());
        if (!changes.isEmpty()) {
            restSavedAtMs = head.nowMs;
        }
        return changes;
    }

    /** What is to be saved at the end of a round: all that is unsaved; with many in flight only every so often. */
    public List<Change> rest() {
        boolean waits = head.now != null && book.isBurst() && restSavedAtMs > head.nowMs - REST_MS;
        return waits ? List.of() : unsaved();
    }

    /**
     * Of what has changed since {@link #saved()} only what must be saved before anything else is done. For the other see
     * {@link #rest()}.
     */
    public List<Change> urgent() {
        return handOut(book.urgent());
    }

    private List<Change> handOut(List<LaneItem> changed) {
        handedOut = changed;
        return changed.stream()
                .map(item -> new Change(item.command, item.record(head.nowMs), confirmed(item)))
                .toList();
    }

    private @Nullable Announcement confirmed(LaneItem item) {
        if (!item.unconfirmed) {
            return null;
        }
        Announcement.Stage stage = switch (item.state) {
            case FINAL -> Announcement.Stage.FINAL;
            case FAILED -> Announcement.Stage.FAILED;
            case PLANNED, SIGNED, BROADCAST, MINED, REPLACED -> Announcement.Stage.REVOKED;
        };
        return new Announcement(stage, item.revocations, plan.outcome(item));
    }

    /** The changes that were asked for last are durable. */
    public void saved() {
        List<LaneItem> saved = handedOut;
        handedOut = List.of();
        book.saved(saved);
        saved.forEach(item -> item.unconfirmed = false);
        // One that fails only now because another's end is saved is not saved itself.
        List<LaneItem> ended = saved.stream().filter(LaneItem::isTerminal).toList();
        for (LaneItem item : ended) {
            book.history.ended(item);
            book.release(item.id()).forEach(failures::hopeless);
        }
    }

    /** A block whose hash the next head is to tell; negative for none. */
    public long anchorBlock() {
        return head.anchorBlock;
    }

    /** Commands whose outcome was not announced yet. */
    public int openCommands() {
        return book.open();
    }

    /** Whether the command was taken up and is not closed. */
    public boolean isOpen(String commandId) {
        return book.find(commandId) != null;
    }

    /** True while the chain has to be looked at: something is open, or watched. */
    public boolean isBusy() {
        return !book.isEmpty();
    }

    /** Ids of commands that nothing will happen to any more, since this was last asked. */
    public List<String> takeClosed() {
        return book.closed();
    }

    /** Transactions that wait to be mined. */
    public int inFlight() {
        return book.unmined.size();
    }

    /** What the signer has of the chain's coin, wei; zero before the first head. */
    public BigInteger balanceWei() {
        LaneEvent.HeadSeen seen = head.now;
        return seen == null ? BigInteger.ZERO : seen.balanceWei();
    }

    /** What a person must look at, as of the last head. */
    public List<LaneAlarm> alarms() {
        List<LaneAlarm> alarms = new ArrayList<>();
        verdicts.contradictions()
                .forEach(id -> alarms.add(new LaneAlarm(
                        LaneAlarm.Kind.CONTRADICTION, id + " took effect after it had been announced as failed")));
        if (head.behindSinceMs >= 0 && head.nowMs - head.behindSinceMs >= settings.rebroadcastAfterMs()) {
            alarms.add(new LaneAlarm(
                    LaneAlarm.Kind.HEAD_BEHIND,
                    "every head is older than block " + head.bestBlock + " since " + (head.nowMs - head.behindSinceMs)
                            + " ms"));
        }
        if (head.notSigned != null) {
            alarms.add(new LaneAlarm(LaneAlarm.Kind.NOT_SIGNED, head.notSigned));
        }
        LaneEvent.HeadSeen seen = head.now;
        if (seen != null) {
            alarms(alarms, seen);
        }
        return alarms;
    }

    private void alarms(List<LaneAlarm> alarms, LaneEvent.HeadSeen seen) {
        if (seen.balanceWei().compareTo(settings.lowBalanceWei()) < 0) {
            alarms.add(new LaneAlarm(LaneAlarm.Kind.LOW_GAS_BALANCE, "the signer has " + seen.balanceWei() + " wei"));
        }
        if (book.open() > 0 && plan.isTooDear(seen)) {
            alarms.add(new LaneAlarm(
                    LaneAlarm.Kind.FEE_CAP,
                    "base fee " + seen.baseFeeWei() + " wei; the cap is " + settings.maxFeeCapWei()));
        }
        if (!book.unmined.isEmpty()) {
            LaneItem first = Objects.requireNonNull(book.unmined.firstEntry()).getValue();
            long ageMs = head.nowMs - first.attempts.getFirst().getSignedAtMs();
            if (ageMs >= settings.stuckAfterMs()) {
                alarms.add(new LaneAlarm(
                        LaneAlarm.Kind.STUCK,
                        first.id() + " at nonce " + first.nonce + " is not mined after " + ageMs / 1_000 + " s"));
            }
        }
        book.ready.values().stream()
                .filter(item -> item.waitingSinceMs >= 0
                        && head.nowMs - item.waitingSinceMs >= settings.stuckAfterMs()
                        && head.isPassedOver(item, settings.stuckAfterMs()))
                .findFirst()
                .ifPresent(item -> alarms.add(new LaneAlarm(
                        LaneAlarm.Kind.WAITING,
                        item.id() + " cannot be sent since " + (head.nowMs - item.waitingSinceMs) / 1_000 + " s")));
        if (seen.minedNonce() <= book.history.highestClosed()) {
            alarms.add(new LaneAlarm(
                    LaneAlarm.Kind.LOST_HISTORY,
                    "the chain holds " + seen.minedNonce() + " transactions, nonce " + book.history.highestClosed()
                            + " was final"));
        }
    }

    private LaneItem item(String commandId) {
        return Objects.requireNonNull(book.find(commandId), commandId);
    }
}
