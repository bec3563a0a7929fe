package io.fluxledger.relayer.send;

import io.fluxledger.events.TransactionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a lane, each in the one place that its state asks for, so that a round touches only those that have
 * something to do. Whoever changes an item calls {@link #place}.
 */
final class LaneBook {
    private enum Slot {
        NONE,
        READY,
        WAITING,
        UNMINED,
        MINED,
        ENDED
    }

    private record Where(Slot slot, long key, @Nullable String dependsOn) {}

    /** With more transactions than that in flight, what is less urgent than sending waits. */
    private static final int BURST = 256;

    private static final Where NOWHERE = new Where(Slot.NONE, -1, null);

    private final LaneSettings settings;
    private final Map<String, LaneItem> items = new HashMap<>();
    private final Map<LaneItem, Where> places = new HashMap<>();
    private final Map<String, Set<LaneItem>> waiting = new HashMap<>();
    private final TreeMap<Long, List<LaneItem>> deadlines = new TreeMap<>();
    private final TreeMap<Long, List<LaneItem>> forgets = new TreeMap<>();
    private final Set<LaneItem> urgent = new LinkedHashSet<>();
    private final Set<LaneItem> lazy = new LinkedHashSet<>();
    private final Set<LaneItem> settled = new LinkedHashSet<>();
    private List<String> closed = new ArrayList<>();

    final LaneHistory history;
    final LaneNonces nonces = new LaneNonces();
    /** Not signed, and what they depend on is final; by arrival. */
    final TreeMap<Long, LaneItem> ready = new TreeMap<>();
    /** By nonce. */
    final TreeMap<Long, LaneItem> unmined = new TreeMap<>();
    /** By nonce; those that were never sent by this process. */
    final TreeMap<Long, LaneItem> unsent = new TreeMap<>();
    /** By nonce; not final yet. */
    final TreeMap<Long, LaneItem> mined = new TreeMap<>();
    /** By nonce; final or failed, and watched. */
    final TreeMap<Long, LaneItem> ended = new TreeMap<>();
    /** Ended by a transaction that was not ours. */
    final Set<LaneItem> endedByOthers = new LinkedHashSet<>();
    /** To be looked up at the next head whatever the nonces say. */
    final Set<LaneItem> rechecks = new LinkedHashSet<>();
    /** Somebody is to be told. */
    final Set<LaneItem> untold = new LinkedHashSet<>();

    LaneBook(LaneSettings settings) {
        this.settings = settings;
        this.history = new LaneHistory(settings);
    }

    @Nullable
    LaneItem find(String commandId) {
        return items.get(commandId);
    }

    void add(LaneItem item) {
        items.put(item.id(), item);
        long notAfterS = item.command.getNotAfterS();
        if (notAfterS > 0 && !item.isTerminal()) {
            remind(item, notAfterS);
        }
        place(item);
    }

    /** Its last moment is looked at again at that block time. */
    void remind(LaneItem item, long timeS) {
        deadlines.computeIfAbsent(timeS, time -> new ArrayList<>()).add(item);
    }

    /** To be saved before anything else is done. */
    void changed(LaneItem item) {
        lazy.remove(item);
        urgent.add(item);
        place(item);
    }

    /** To be saved with the next changes; losing it does no harm. */
    void noted(LaneItem item) {
        if (!urgent.contains(item)) {
            lazy.add(item);
        }
        place(item);
    }

    /** Puts it where it belongs now. */
    void place(LaneItem item) {
        Where before = places.getOrDefault(item, NOWHERE);
        Where after = where(item);
        if (!before.equals(after)) {
            take(item, before);
            put(item, after);
        }
        mark(unsent, item, item.isUnmined() && item.isNeverSent());
        mark(rechecks, item, item.recheck || item.isEffectUnknown() || item.nameless);
        mark(untold, item, item.untold() != null);
        boolean wasSettled = settled.contains(item);
        mark(settled, item, item.isSettled());
        if (!wasSettled && item.isSettled()) {
            long forgottenAt = (item.nonce < 0 && item.state == TransactionState.FAILED)
                    ? 0
                    : settings.forgottenAt(item.lastBlock());
            forgets.computeIfAbsent(forgottenAt, block -> new ArrayList<>()).add(item);
        }
    }

    private static void mark(Set<LaneItem> set, LaneItem item, boolean belongs) {
        if (belongs) {
            set.add(item);
        } else {
            set.remove(item);
        }
    }

    private static void mark(Map<Long, LaneItem> map, LaneItem item, boolean belongs) {
        if (belongs) {
            map.put(item.nonce, item);
        } else if (item.nonce >= 0 && map.get(item.nonce) == item) {
            map.remove(item.nonce);
        }
    }

    private Where where(LaneItem item) {
        if (item.isTerminal()) {
            return new Where(Slot.ENDED, item.nonce, null);
        }
        if (item.state == TransactionState.MINED) {
            return new Where(Slot.MINED, item.nonce, null);
        }
        if (item.isUnmined()) {
            return new Where(Slot.UNMINED, item.nonce, null);
        }
        String dependsOn = item.command.getDependsOn();
        return dependsOn == null || history.end(dependsOn) != null
                ? new Where(Slot.READY, item.sequence, null)
                : new Where(Slot.WAITING, -1, dependsOn);
    }

    private void take(LaneItem item, Where from) {
        places.remove(item);
        switch (from.slot()) {
            case NONE -> {}
            case READY -> ready.remove(from.key());
            case WAITING -> {
                Set<LaneItem> others = waiting.get(from.dependsOn());
                if (others != null) {
                    others.remove(item);
                }
            }
            case UNMINED -> {
                unmined.remove(from.key());
                unsent.remove(from.key());
            }
            case MINED -> mined.remove(from.key());
            case ENDED -> {
                ended.remove(from.key());
                endedByOthers.remove(item);
            }
        }
    }

    private void put(LaneItem item, Where to) {
        places.put(item, to);
        switch (to.slot()) {
            case NONE -> {}
            case READY -> ready.put(to.key(), item);
            case WAITING ->
                waiting.computeIfAbsent(String.valueOf(to.dependsOn()), id -> new LinkedHashSet<>())
                        .add(item);
            case UNMINED -> unmined.put(to.key(), item);
            case MINED -> mined.put(to.key(), item);
            case ENDED -> {
                if (to.key() >= 0) {
                    ended.put(to.key(), item);
                } else if (item.state == TransactionState.FINAL) {
                    endedByOthers.add(item);
                }
            }
        }
    }

    /** Those that wait for that command; they are looked at again. */
    List<LaneItem> release(String commandId) {
        Set<LaneItem> released = waiting.remove(commandId);
        return released == null ? List.of() : List.copyOf(released);
    }

    /** What is ready only because that command was final has to wait again. */
    void holdBack(String commandId) {
        List<LaneItem> dependents = ready.values().stream()
                .filter(item -> commandId.equals(item.command.getDependsOn()))
                .toList();
        dependents.forEach(item -> {
            item.gasLimit = null;
            place(item);
        });
    }

    /** Commands whose last moment has passed. */
    List<LaneItem> due(long timeS) {
        return pop(deadlines, timeS);
    }

    /** Closes what has been watched for long enough. */
    void forget(long blockNumber) {
        for (LaneItem item : pop(forgets, blockNumber)) {
            boolean over = (item.nonce < 0 && item.state == TransactionState.FAILED)
                    || settings.forgottenAt(item.lastBlock()) <= blockNumber;
            boolean sure = !item.recheck && item.absentHeads == 0;
            if (settled.contains(item) && over && sure && !urgent.contains(item) && !lazy.contains(item)) {
                take(item, places.getOrDefault(item, NOWHERE));
                items.remove(item.id());
                settled.remove(item);
                rechecks.remove(item);
                history.close(item.nonce);
                closed.add(item.id());
            } else if (settled.contains(item)) {
                forgets.computeIfAbsent(
                                Math.max(settings.forgottenAt(item.lastBlock()), blockNumber + 1),
                                block -> new ArrayList<>())
                        .add(item);
            }
        }
    }

    private static List<LaneItem> pop(NavigableMap<Long, List<LaneItem>> byTime, long upTo) {
        List<LaneItem> popped = new ArrayList<>();
        while (!byTime.isEmpty() && byTime.firstKey() <= upTo) {
            popped.addAll(Objects.requireNonNull(byTime.pollFirstEntry()).getValue());
        }
        return popped;
    }

    /**
     * Nonces that the chain waits for and that belong to commands which others have ended: a reorganisation dropped the
     * transaction of ours, and nothing else sends it again.
     */
    List<Long> leftOpen(long minedNonce) {
        return ended.tailMap(minedNonce).values().stream()
                .filter(LaneItem::isEndedByAnother)
                .map(item -> item.nonce)
                .toList();
    }

    /** Whether a command has that nonce. */
    boolean isHeld(long nonce) {
        return unmined.containsKey(nonce)
                || mined.containsKey(nonce)
                || ended.containsKey(nonce)
                || history.holds(nonce);
    }

    /** Whether so many transactions are in flight that what is less urgent than sending waits. */
    boolean isBurst() {
        return unmined.size() > BURST;
    }

    boolean mustSave() {
        return !urgent.isEmpty();
    }

    List<LaneItem> urgent() {
        return List.copyOf(urgent);
    }

    List<LaneItem> unsaved() {
        List<LaneItem> all = new ArrayList<>(urgent);
        all.addAll(lazy);
        return all;
    }

    void saved(List<LaneItem> saved) {
        saved.forEach(urgent::remove);
        saved.forEach(lazy::remove);
    }

    /** Commands whose outcome was not announced yet. */
    int open() {
        return items.size() - settled.size();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Ids of commands that nothing will happen to any more, since this was last asked. */
    List<String> closed() {
        List<String> before = closed;
        closed = new ArrayList<>();
        return before;
    }

    /** Nonces of mined and ended commands at or above that one, the highest first. */
    List<LaneItem> from(NavigableMap<Long, LaneItem> byNonce, long nonce) {
        return List.copyOf(byNonce.tailMap(nonce, true).descendingMap().values());
    }
}
