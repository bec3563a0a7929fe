package io.fluxledger.relayer.send;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one signer on one chain, in the order of their nonces. It does nothing itself: events go in, what is
 * due comes out. The order that makes a crash harmless is kept here: signed bytes are saved before they are sent, an
 * outcome is saved before it is announced, and a nonce that was given to a command stays with it until the chain says
 * for good who used it.
 */
public final class Lane {
    /** Rounds after which a nonce that none of our attempts used counts as taken by another transaction. */
    private static final int STRANGER_ROUNDS = 3;

    /** A record to save. The outcome is there exactly when the record is terminal. */
    public record Change(
            ChainCommand command,
            ChainTransaction transaction,
            @Nullable CommandOutcome outcome) {}

    private record Done(boolean succeeded, @Nullable Hash32 transactionHash) {}

    private final LaneSettings settings;
    private final Map<String, LaneItem> open = new LinkedHashMap<>();
    private final Map<String, ChainTransaction> restored = new HashMap<>();
    private final Map<String, Done> done = new HashMap<>();
    private long lastNonce = -1;
    private LaneEvent.@Nullable HeadSeen head;
    private long nowMs;

    public Lane(LaneSettings settings) {
        this.settings = settings;
    }

    /** Takes up what was saved before; called before the first command. */
    public void restore(ChainTransaction saved) {
        lastNonce = Math.max(lastNonce, saved.getLaneNonce());
        boolean terminal = saved.getState() == TransactionState.FINAL || saved.getState() == TransactionState.FAILED;
        if (terminal) {
            done.put(saved.getCommandId(), done(saved));
        }
        restored.put(saved.getCommandId(), saved);
    }

    /**
     * All that was saved before has been given back, and commands may be repeated from the oldest one whose outcome was
     * not announced: only the records of those are needed.
     */
    public void accept(ChainCommand command) {
        String id = command.getCommandId();
        if (open.containsKey(id)) {
            return;
        }
        ChainTransaction saved = restored.remove(id);
        open.put(id, saved == null ? new LaneItem(command) : new LaneItem(command, saved));
        failHopeless();
    }

    public void on(LaneEvent event) {
        switch (event) {
            case LaneEvent.HeadSeen seen -> {
                head = seen;
                nowMs = seen.nowMs();
                open.values().forEach(item -> item.lookedUp = false);
            }
            case LaneEvent.PreflightPassed passed -> item(passed.commandId()).gasLimit = passed.gasLimit();
            case LaneEvent.PreflightReverted reverted ->
                item(reverted.commandId()).fail(reverted.reason());
            case LaneEvent.AttemptSigned signed -> signed(item(signed.commandId()), signed);
            case LaneEvent.Broadcast sent -> sent(item(sent.commandId()));
            case LaneEvent.Mined mined -> mined(item(mined.commandId()), mined.mined());
            case LaneEvent.NotMined absent -> notMined(item(absent.commandId()));
            case LaneEvent.Announced announced -> open.remove(announced.commandId());
            case LaneEvent.Unreachable unreachable -> head = null;
        }
        failHopeless();
    }

    /** What is to be done now. Empty when changes wait to be saved, and when there is nothing until the next head. */
    public List<LaneAction> due() {
        LaneEvent.HeadSeen at = head;
        if (at == null || open.values().stream().anyMatch(item -> item.dirty)) {
            return List.of();
        }
        List<LaneAction> actions = new ArrayList<>();
        lookUps(actions);
        if (!actions.isEmpty()) {
            return actions;
        }
        for (LaneItem item : open.values()) {
            if (item.isTerminal()) {
                actions.add(new LaneAction.Announce(item.command, outcome(item)));
            } else if (isToBeSent(item, at)) {
                actions.add(new LaneAction.Send(item.command, item.attempts.getLast()));
            }
        }
        bump(at).ifPresent(actions::add);
        next(at).ifPresent(actions::add);
        return actions;
    }

    /** What has changed since {@link #saved()}; due again until then. */
    public List<Change> unsaved() {
        return open.values().stream()
                .filter(item -> item.dirty)
                .map(item -> new Change(item.command, item.record(nowMs), item.isTerminal() ? outcome(item) : null))
                .toList();
    }

    public void saved() {
        for (LaneItem item : open.values()) {
            if (item.dirty) {
                item.dirty = false;
                if (item.isTerminal()) {
                    done.put(item.id(), new Done(item.state == TransactionState.FINAL, item.transactionHash));
                }
            }
        }
        failHopeless();
    }

    /** Commands whose outcome was not announced yet. */
    public int openCommands() {
        return open.size();
    }

    public boolean isOpen(String commandId) {
        return open.containsKey(commandId);
    }

    private void lookUps(List<LaneAction> actions) {
        for (LaneItem item : open.values()) {
            boolean effectUnknown = item.state == TransactionState.FINAL && item.mined == null;
            if (!item.lookedUp && (item.isInFlight() || effectUnknown)) {
                actions.add(new LaneAction.LookUp(
                        item.command,
                        item.attempts.stream().map(a -> a.getTransactionHash()).toList()));
            }
        }
    }

    private boolean isToBeSent(LaneItem item, LaneEvent.HeadSeen at) {
        return switch (item.state) {
            case SIGNED -> true;
            case BROADCAST ->
                item.sentAtMs == Long.MIN_VALUE || at.nowMs() - item.sentAtMs >= settings.rebroadcastAfterMs();
            case PLANNED, MINED, FINAL, REPLACED, FAILED -> false;
        };
    }

    /** Only the transaction that the chain waits for is worth more; those behind it wait for it. */
    private Optional<LaneAction> bump(LaneEvent.HeadSeen at) {
        for (LaneItem item : open.values()) {
            if (item.state == TransactionState.BROADCAST
                    && item.nonce == at.minedNonce()
                    && at.nowMs() - item.attempts.getLast().getSignedAtMs() >= settings.bumpAfterMs()) {
                return Fees.of(item.attempts.getLast())
                        .raised(settings.bumpPercent(), suggestedFees(at), settings.maxFeeCapWei())
                        .map(fees -> new LaneAction.Bump(item.command, item.nonce, item.attempts.getLast(), fees));
            }
        }
        return Optional.empty();
    }

    /** The oldest command that nothing holds back. Those that wait for another command do not hold back the rest. */
    private Optional<LaneAction> next(LaneEvent.HeadSeen at) {
        if (open.values().stream().filter(LaneItem::isInFlight).count() >= settings.maxInFlight()) {
            return Optional.empty();
        }
        for (LaneItem item : open.values()) {
            if (item.isUnsigned() && isReady(item) && at.blockNumber() >= item.notBeforeBlock) {
                Hash32 dependency = dependencyHash(item);
                BigInteger gasLimit = item.gasLimit;
                return Optional.of(
                        gasLimit == null
                                ? new LaneAction.Preflight(item.command, dependency)
                                : new LaneAction.Sign(
                                        item.command,
                                        dependency,
                                        Math.max(lastNonce + 1, at.minedNonce()),
                                        gasLimit,
                                        suggestedFees(at)));
            }
        }
        return Optional.empty();
    }

    private Fees suggestedFees(LaneEvent.HeadSeen at) {
        return Fees.suggested(at.baseFeeWei(), at.priorityFeeWei(), settings.maxFeeCapWei());
    }

    private boolean isReady(LaneItem item) {
        String dependsOn = item.command.getDependsOn();
        return dependsOn == null || done.containsKey(dependsOn);
    }

    private @Nullable Hash32 dependencyHash(LaneItem item) {
        String dependsOn = item.command.getDependsOn();
        Done dependency = dependsOn == null ? null : done.get(dependsOn);
        return dependency == null ? null : dependency.transactionHash();
    }

    /** What was never signed fails when its time is over or when what it depends on has failed. */
    private void failHopeless() {
        for (LaneItem item : open.values()) {
            if (item.isUnsigned() && !item.dirty) {
                if (isDependencyLost(item)) {
                    item.fail(lostDependency(item.command));
                } else if (isTooLate(item)) {
                    item.fail("not sent before " + item.command.getNotAfterS());
                }
            }
        }
    }

    private boolean isDependencyLost(LaneItem item) {
        String dependsOn = item.command.getDependsOn();
        Done dependency = dependsOn == null ? null : done.get(dependsOn);
        if (dependency == null || dependency.succeeded()) {
            return false;
        }
        // What could not be captured goes back to the payer, so a void follows a failed capture all the same.
        boolean voidAfterCapture = item.command.getKind() == CommandKind.ESCROW_VOID
                && Objects.requireNonNull(dependsOn).endsWith(":" + CommandKind.ESCROW_CAPTURE);
        return !voidAfterCapture;
    }

    private boolean isTooLate(LaneItem item) {
        long notAfterS = item.command.getNotAfterS();
        return notAfterS > 0 && head != null && head.blockTimeS() >= notAfterS;
    }

    private static String lostDependency(ChainCommand command) {
        return command.getDependsOn() + " failed";
    }

    private void signed(LaneItem item, LaneEvent.AttemptSigned signed) {
        item.nonce = signed.nonce();
        item.attempts.add(signed.attempt());
        item.state = TransactionState.SIGNED;
        item.reason = null;
        // Nobody has seen it, so there is nothing to look up before the next head.
        item.lookedUp = true;
        item.dirty = true;
        lastNonce = Math.max(lastNonce, signed.nonce());
    }

    private void sent(LaneItem item) {
        item.sentAtMs = nowMs;
        if (item.state == TransactionState.SIGNED) {
            item.state = TransactionState.BROADCAST;
            item.dirty = true;
        }
    }

    private void mined(LaneItem item, MinedTransaction mined) {
        item.lookedUp = true;
        item.mined = mined;
        item.strangerRounds = 0;
        if (item.isTerminal() || head == null) {
            return;
        }
        long finalAtBlock = mined.blockNumber() + settings.confirmations() - 1;
        boolean isFinal = head.blockNumber() >= finalAtBlock;
        if (!isFinal && item.isUnsigned()) {
            // Another sender was quicker. Nothing of ours is in the chain yet: it is looked at again when theirs is
            // final.
            item.mined = null;
            item.notBeforeBlock = finalAtBlock;
            return;
        }
        TransactionState next = !isFinal
                ? TransactionState.MINED
                : mined.succeeded() ? TransactionState.FINAL : TransactionState.FAILED;
        item.dirty |= next != item.state || !mined.blockHash().equals(item.blockHash);
        item.state = next;
        item.transactionHash = mined.hash();
        item.blockNumber = mined.blockNumber();
        item.blockHash = mined.blockHash();
        item.reason = mined.succeeded() ? null : mined.reason();
    }

    private void notMined(LaneItem item) {
        item.lookedUp = true;
        if (item.isTerminal() || head == null) {
            return;
        }
        if (item.state == TransactionState.MINED) {
            // A reorganisation forgot it, and nodes do not put it back into their pools.
            item.state = TransactionState.SIGNED;
            item.mined = null;
            item.transactionHash = null;
            item.blockNumber = 0;
            item.blockHash = null;
            item.dirty = true;
        }
        item.strangerRounds = head.finalNonce() > item.nonce ? item.strangerRounds + 1 : 0;
        if (item.strangerRounds >= STRANGER_ROUNDS) {
            item.state = TransactionState.REPLACED;
            item.reason = "nonce " + item.nonce + " was used by another transaction";
            item.nonce = -1;
            item.strangerRounds = 0;
            item.gasLimit = null;
            item.dirty = true;
        }
    }

    private CommandOutcome outcome(LaneItem item) {
        boolean succeeded = item.state == TransactionState.FINAL;
        MinedTransaction mined = item.mined;
        return new CommandOutcome(
                succeeded,
                !succeeded && lostDependency(item.command).equals(item.reason),
                item.transactionHash,
                item.blockNumber,
                mined == null ? 0 : mined.gasUsed(),
                mined == null || !succeeded ? item.command.getAmountMicros() : mined.amountMicros(),
                mined == null || !succeeded ? 0 : mined.feeMicros(),
                item.reason);
    }

    private LaneItem item(String commandId) {
        return Objects.requireNonNull(open.get(commandId), commandId);
    }

    private static Done done(ChainTransaction saved) {
        return new Done(saved.getState() == TransactionState.FINAL, saved.getTransactionHash());
    }
}
