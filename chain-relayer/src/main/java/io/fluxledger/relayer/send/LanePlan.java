package io.fluxledger.relayer.send;

import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a lane wants done, given what it knows. */
final class LanePlan {
    /** Transactions next to be mined that are looked after: sent again, offered more, cancelled. */
    private static final int WINDOW = 256;
    /** How many times the fee cap a no-op may offer that takes the place of another transaction. */
    private static final BigInteger CANCEL_CAPS = BigInteger.TWO;
    /** Look-ups and announcements that are asked for at once: a block that is read for them is read once. */
    private static final int MANY = 5_000;

    /** In a burst those that are final are not looked at for so many blocks. */
    private static final int PATIENCE_BLOCKS = 8;

    private final LaneSettings settings;
    private final LaneBook book;
    private final LaneHead head;

    LanePlan(LaneSettings settings, LaneBook book, LaneHead head) {
        this.settings = settings;
        this.book = book;
        this.head = head;
    }

    List<LaneAction> due() {
        LaneEvent.HeadSeen at = head.now;
        if (at == null || book.mustSave()) {
            return List.of();
        }
        List<LaneAction> actions = new ArrayList<>(lookUps(at));
        boolean asks = !actions.isEmpty();
        if (asks && !book.rechecks.isEmpty()) {
            // What the chain dropped may have to be sent before anything new.
            return actions;
        }
        announcements(actions, at);
        if (!asks) {
            // The ledger hears of what is mined before it is asked whether what was mined earlier is final.
            actions.addAll(finals(at));
        }
        sends(actions, at);
        care(actions, at);
        if (!isTooDear(at)) {
            List<Long> gaps = book.nonces.gaps(
                    book.unmined.isEmpty() ? -1 : book.unmined.lastKey(), book.leftOpen(at.minedNonce()));
            // What is sent must not wait behind a nonce that is meant for what may not be signed.
            boolean signs = (gaps.isEmpty() || head.notSigned == null) && next(actions, at);
            if (!signs) {
                gaps.forEach(nonce -> actions.add(new LaneAction.FillGap(nonce, suggestedFees(at))));
            }
        }
        return actions;
    }

    /** Whether the chain asks for more than may be offered. */
    boolean isTooDear(LaneEvent.HeadSeen at) {
        return at.baseFeeWei().add(at.priorityFeeWei()).compareTo(settings.maxFeeCapWei()) > 0;
    }

    private List<LaneAction> lookUps(LaneEvent.HeadSeen at) {
        List<LaneAction> actions = new ArrayList<>();
        for (LaneItem item : book.unmined.headMap(at.minedNonce()).values()) {
            lookUp(actions, item);
        }
        for (LaneItem item : book.rechecks) {
            lookUp(actions, item);
            if (item.nameless && actions.size() < MANY) {
                item.nameless = false;
                actions.add(new LaneAction.Identify(item.command, item.nonce));
            }
        }
        return actions;
    }

    private List<LaneAction> finals(LaneEvent.HeadSeen at) {
        List<LaneAction> actions = new ArrayList<>();
        for (LaneItem item : book.mined.values()) {
            if (!isFinal(item, at)) {
                break;
            }
            lookUp(actions, item);
        }
        return actions;
    }

    /** Whether it is time to look: that something is final is less urgent than what is yet to be sent, up to a point. */
    private boolean isFinal(LaneItem item, LaneEvent.HeadSeen at) {
        long finalFor = book.isBurst() ? PATIENCE_BLOCKS : 0;
        return settings.finalAt(item.blockNumber) + finalFor <= at.blockNumber();
    }

    private void lookUp(List<LaneAction> actions, LaneItem item) {
        if (item.askedAtHead != head.number && actions.size() < MANY) {
            item.askedAtHead = head.number;
            MinedTransaction mined = item.mined;
            boolean known = item.state == TransactionState.MINED
                    && mined != null
                    && mined.succeeded()
                    && mined.byReceipt()
                    && !item.recheck
                    && !item.nameless;
            actions.add(new LaneAction.LookUp(item.command, item.hashes(), known ? mined : null, !item.isUnmined()));
        }
    }

    /** What was taken back comes first, the last step before those that it rests on; the rest in the order of the chain. */
    private void announcements(List<LaneAction> actions, LaneEvent.HeadSeen at) {
        if (book.untold.isEmpty()) {
            return;
        }
        Comparator<LaneItem> byChain =
                Comparator.<LaneItem>comparingLong(item -> item.nonce).thenComparingLong(item -> item.sequence);
        List<LaneItem> revoked = new ArrayList<>();
        List<LaneItem> others = new ArrayList<>();
        book.untold.forEach(item -> (item.revocationUntold ? revoked : others).add(item));
        revoked.sort(byChain.reversed());
        others.sort(byChain);
        revoked.addAll(others);
        for (LaneItem item : revoked.subList(0, Math.min(MANY, revoked.size()))) {
            Announcement.Stage stage = item.untold();
            // What this head makes final is told as that.
            boolean superseded =
                    stage == Announcement.Stage.MINED && item.askedAtHead != head.number && isFinal(item, at);
            if (stage != null && !superseded) {
                actions.add(new LaneAction.Announce(
                        item.command, new Announcement(stage, item.revocations, outcome(item))));
            }
        }
    }

    private void sends(List<LaneAction> actions, LaneEvent.HeadSeen at) {
        int sent = 0;
        for (LaneItem item : book.unsent.tailMap(at.minedNonce(), true).values()) {
            if (sent == settings.batch()) {
                return;
            }
            if (isSendable(item)) {
                actions.add(send(item));
                sent++;
            }
        }
    }

    private LaneAction send(LaneItem item) {
        // As long as no answer says otherwise, somebody may have them.
        item.exposedBeforeSend = item.exposed;
        item.exposed = true;
        return new LaneAction.Send(item.command, item.toSend());
    }

    /** Of what is to be cancelled only the no-op may be sent. */
    private static boolean isSendable(LaneItem item) {
        return !item.isCancelling() || item.last().getCancels();
    }

    private void care(List<LaneAction> actions, LaneEvent.HeadSeen at) {
        int looked = 0;
        for (LaneItem item : book.unmined.tailMap(at.minedNonce(), true).values()) {
            if (++looked > WINDOW) {
                return;
            }
            care(item, at).ifPresent(actions::add);
        }
    }

    private Optional<LaneAction> care(LaneItem item, LaneEvent.HeadSeen at) {
        if (!isSendable(item)) {
            return cancellation(item, at);
        }
        if (item.isNeverSent() || item.isEffectUnknown()) {
            return Optional.empty();
        }
        boolean sentNow = item.sentAtMs == at.nowMs();
        if (!sentNow && at.nowMs() - item.sentAtMs >= settings.rebroadcastAfterMs()) {
            return Optional.of(send(item));
        }
        if (at.nowMs() - item.last().getSignedAtMs() < settings.bumpAfterMs() || !isNext(item, at)) {
            return Optional.empty();
        }
        if (!sentNow) {
            // Only what is in the pool can be replaced there, and the answer to the same bytes tells.
            return Optional.of(send(item));
        }
        if (item.answer != SendAnswer.POOLED && item.answer != SendAnswer.UNDERPRICED) {
            return Optional.empty();
        }
        if (item.isCancelling()) {
            return cancellation(item, at);
        }
        Optional<Fees> fees = replacement(item, at);
        if (fees.isPresent() && item.preflightAtMs != at.nowMs()) {
            return Optional.of(new LaneAction.Preflight(item.command, dependencyHash(item)));
        }
        return fees.map(higher -> new LaneAction.Bump(item.command, item.nonce, item.last(), higher));
    }

    /** What is at the cap can be cancelled all the same: a no-op uses little gas. */
    private Optional<LaneAction> cancellation(LaneItem item, LaneEvent.HeadSeen at) {
        BigInteger cap = settings.maxFeeCapWei().multiply(CANCEL_CAPS);
        return Fees.of(item.last())
                .raised(settings.bumpPercent(), suggestedFees(at), cap)
                .map(fees -> new LaneAction.Cancel(item.command, item.nonce, fees));
    }

    /** The one that the chain waits for, or one that the chain would not take at its price. */
    private static boolean isNext(LaneItem item, LaneEvent.HeadSeen at) {
        BigInteger price = at.baseFeeWei().add(at.priorityFeeWei());
        return item.nonce == at.minedNonce() || Fees.of(item.last()).maxFeeWei().compareTo(price) < 0;
    }

    /** Fees that nodes take instead of those of the last attempt; empty where the cap forbids, which only defers it. */
    private Optional<Fees> replacement(LaneItem item, LaneEvent.HeadSeen at) {
        return Fees.of(item.last()).raised(settings.bumpPercent(), suggestedFees(at), settings.maxFeeCapWei());
    }

    /** The oldest commands that nothing holds back. Those that wait for another command do not hold back the rest. */
    private boolean next(List<LaneAction> actions, LaneEvent.HeadSeen at) {
        int room = settings.maxInFlight() - book.unmined.size();
        if (room <= 0 || book.ready.isEmpty()) {
            return false;
        }
        int signs = Math.min(settings.batch(), room);
        // Looked at while those before it are signed and sent: node and signer are at work at the same time.
        int preflights = settings.batch();
        boolean any = false;
        Fees fees = suggestedFees(at);
        LongSupplier nonces = book.nonces.supply(at.minedNonce());
        for (LaneItem item : book.ready.values()) {
            if (room == 0) {
                break;
            }
            boolean signable = item.gasLimit != null;
            if (at.blockNumber() < item.notBeforeBlock || item.waitedAtHead == head.number) {
                continue;
            }
            if (signable && signs == 0) {
                continue;
            }
            if (!signable && preflights == 0) {
                break;
            }
            Set<String> askable = head.askable;
            if (askable != null && !askable.contains(item.id())) {
                item.waits(at.nowMs());
                continue;
            }
            if (signable) {
                signs--;
                room--;
            } else if (item.waitedAtHead < 0 && askable == null) {
                // One that had to wait is asked for again beside the others: what it waits for may be behind it. Where
                // few may be asked for, all of them are.
                preflights--;
                room--;
            }
            any = true;
            Hash32 dependency = dependencyHash(item);
            BigInteger gasLimit = item.gasLimit;
            actions.add(
                    gasLimit == null
                            ? new LaneAction.Preflight(item.command, dependency)
                            : new LaneAction.Sign(item.command, dependency, nonces.getAsLong(), gasLimit, fees));
        }
        return any;
    }

    private Fees suggestedFees(LaneEvent.HeadSeen at) {
        return Fees.suggested(at.baseFeeWei(), at.priorityFeeWei(), settings.maxFeeCapWei());
    }

    private @Nullable Hash32 dependencyHash(LaneItem item) {
        String dependsOn = item.command.getDependsOn();
        LaneHistory.Done dependency = dependsOn == null ? null : book.history.end(dependsOn);
        return dependency == null ? null : dependency.transactionHash();
    }

    CommandOutcome outcome(LaneItem item) {
        boolean succeeded = item.state == TransactionState.FINAL || item.reason == null;
        MinedTransaction mined = item.mined;
        return new CommandOutcome(
                succeeded,
                !succeeded && LaneFailures.lostDependency(item).equals(item.reason),
                item.transactionHash,
                item.blockNumber,
                mined == null ? 0 : mined.gasUsed(),
                mined == null || !succeeded ? item.command.getAmountMicros() : mined.amountMicros(),
                mined == null || !succeeded ? 0 : mined.feeMicros(),
                item.reason);
    }
}
