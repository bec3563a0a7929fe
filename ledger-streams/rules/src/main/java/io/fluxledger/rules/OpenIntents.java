package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Intents that are open, or whose steps in the escrow may still change: one object each, two index places, and a place in
 * the list of its second, by which the sweep finds what is due.
 */
final class OpenIntents {
    private static final int NONE = -1;
    private static final int FIRST_SLOTS = 64;

    private final long secret;
    private @Nullable Intent[] slots = new Intent[FIRST_SLOTS];
    private int[] next = new int[FIRST_SLOTS];
    private int[] previous = new int[FIRST_SLOTS];
    /** Which slots have changed since the last drain; those of intents that have gone since are harmless. */
    private final BitSet changed = new BitSet();

    private int used;
    private @Nullable Address lastPayer;
    private @Nullable String lastId;
    private long lastHash;
    private int firstFree = NONE;

    /** Deadlines of those that wait for no route, and by payout chain those of all others. */
    private final TimeWheel deadlines = new TimeWheel();

    private final Map<Long, TimeWheel> routeDeadlines = new HashMap<>();
    /** Closed intents whose escrow may still change, by the time of forgetting. */
    private final TimeWheel closed = new TimeWheel();

    private final IntIndex byKey = new IntIndex();
    private final IntIndex byNonce = new IntIndex();

    /** By fingerprint; only while a change log is restored, which names closed intents by theirs. */
    private @Nullable IntIndex byFingerprint;

    OpenIntents(long secret) {
        this.secret = secret;
    }

    int size() {
        return byKey.size();
    }

    private Intent intentAt(int slot) {
        Intent intent = slots[slot];
        if (intent == null) {
            throw new CorruptionException("an index points to an empty slot");
        }
        return intent;
    }

    /** The secret keeps strangers from choosing ids that collide. An input asks for the same hash several times. */
    private long hashOf(Address payer, String intentId) {
        if (!intentId.equals(lastId) || !payer.equals(lastPayer)) {
            lastHash = mix(payer, intentId);
            lastPayer = payer;
            lastId = intentId;
        }
        return lastHash;
    }

    private long mix(Address payer, String intentId) {
        long hash = Mix.of(Mix.of(Mix.of(secret, payer.high()), payer.middle()), payer.low());
        int length = intentId.length();
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            hash = Mix.of(
                    hash,
                    ((long) intentId.charAt(i) << 48)
                            | ((long) intentId.charAt(i + 1) << 32)
                            | ((long) intentId.charAt(i + 2) << 16)
                            | intentId.charAt(i + 3));
        }
        for (; i < length; i++) {
            hash = Mix.of(hash, intentId.charAt(i));
        }
        return Mix.of(hash, length);
    }

    private int slot(Address payer, String intentId, long hash) {
        for (int place = byKey.first(hash); place >= 0; place = byKey.next(place, hash)) {
            Intent intent = intentAt(byKey.at(place));
            if (intent.payer().equals(payer) && intent.intentId().equals(intentId)) {
                return byKey.at(place);
            }
        }
        return NONE;
    }

    /** The intent, unless it is unknown or forgotten. */
    @Nullable
    Intent find(Address payer, String intentId, long clockMs) {
        int slot = slot(payer, intentId, hashOf(payer, intentId));
        return slot == NONE || isForgotten(intentAt(slot), clockMs) ? null : slots[slot];
    }

    private static boolean isForgotten(Intent intent, long clockMs) {
        EscrowProgress escrow = intent.escrow();
        return !intent.status().isOpen() && escrow != null && escrow.forgetAtMs() <= clockMs && escrow.isDone();
    }

    boolean isNonceUsed(long nonceKey, long clockMs) {
        long hash = Mix.of(secret, nonceKey);
        for (int place = byNonce.first(hash); place >= 0; place = byNonce.next(place, hash)) {
            Intent intent = intentAt(byNonce.at(place));
            if (intent.nonceKey() == nonceKey && !isForgotten(intent, clockMs)) {
                return true;
            }
        }
        return false;
    }

    /** Adds an intent, or puts its next state in the place of the one before. */
    void put(Intent intent) {
        long hash = hashOf(intent.payer(), intent.intentId());
        int slot = slot(intent.payer(), intent.intentId(), hash);
        if (slot == NONE) {
            slot = take();
            slots[slot] = intent;
            byKey.add(slot, hash);
            byNonce.add(slot, Mix.of(secret, intent.nonceKey()));
            if (byFingerprint != null) {
                byFingerprint.add(slot, Mix.of(secret, intent.key().high()));
            }
            schedule(slot, intent);
            changed.set(slot);
            return;
        }
        changed.set(slot);
        Intent before = intentAt(slot);
        if (before.nonceKey() != intent.nonceKey()) {
            // Another intent under an id that has been forgotten.
            byNonce.remove(slot, Mix.of(secret, before.nonceKey()));
            byNonce.add(slot, Mix.of(secret, intent.nonceKey()));
        }
        slots[slot] = intent;
        if (before.status().isOpen() != intent.status().isOpen() || normalMs(before) != normalMs(intent)) {
            unschedule(slot, before);
            schedule(slot, intent);
        }
    }

    void remove(Address payer, String intentId) {
        long hash = hashOf(payer, intentId);
        int slot = slot(payer, intentId, hash);
        if (slot != NONE) {
            free(slot, hash);
        }
    }

    /** Removes by fingerprint, while a change log is restored. */
    void remove(Fingerprint key) {
        IntIndex index = byFingerprint == null ? fingerprints() : byFingerprint;
        long hash = Mix.of(secret, key.high());
        for (int place = index.first(hash); place >= 0; place = index.next(place, hash)) {
            int slot = index.at(place);
            Intent intent = intentAt(slot);
            if (intent.key().equals(key)) {
                free(slot, hashOf(intent.payer(), intent.intentId()));
                return;
            }
        }
    }

    /** Visits the intents that have changed since the last call. */
    void drain(Consumer<Intent> each) {
        for (int slot = changed.nextSetBit(0); slot >= 0; slot = changed.nextSetBit(slot + 1)) {
            if (slots[slot] != null) {
                each.accept(intentAt(slot));
            }
        }
        changed.clear();
    }

    private IntIndex fingerprints() {
        IntIndex index = new IntIndex();
        for (int slot = 0; slot < used; slot++) {
            if (slots[slot] != null) {
                index.add(slot, Mix.of(secret, intentAt(slot).key().high()));
            }
        }
        byFingerprint = index;
        return index;
    }

    /** Restoring is over: the memory of its index is free again, and nothing counts as changed. */
    void endRestore() {
        byFingerprint = null;
        changed.clear();
    }

    private void free(int slot, long hash) {
        Intent intent = intentAt(slot);
        unschedule(slot, intent);
        if (byFingerprint != null) {
            byFingerprint.remove(slot, Mix.of(secret, intent.key().high()));
        }
        byKey.remove(slot, hash);
        byNonce.remove(slot, Mix.of(secret, intent.nonceKey()));
        slots[slot] = null;
        next[slot] = firstFree;
        firstFree = slot;
    }

    private int take() {
        if (firstFree != NONE) {
            int slot = firstFree;
            firstFree = next[slot];
            return slot;
        }
        if (used == slots.length) {
            int larger = used + (used >> 2) + FIRST_SLOTS;
            slots = Arrays.copyOf(slots, larger);
            next = Arrays.copyOf(next, larger);
            previous = Arrays.copyOf(previous, larger);
        }
        return used++;
    }

    /** Open: the deadline, less what its chain had been held before; closed: when it is forgotten. */
    private static long normalMs(Intent intent) {
        EscrowProgress escrow = intent.escrow();
        if (!intent.status().isOpen() && escrow != null) {
            return escrow.forgetAtMs();
        }
        long deadlineMs = intent.latestDeadlineMs();
        return intent.dependsOnRoute() ? deadlineMs - intent.heldBeforeMs() : deadlineMs;
    }

    private TimeWheel wheel(Intent intent) {
        if (!intent.status().isOpen()) {
            return closed;
        }
        return intent.dependsOnRoute()
                ? routeDeadlines.computeIfAbsent(intent.payoutChainId(), r -> new TimeWheel())
                : deadlines;
    }

    private void schedule(int slot, Intent intent) {
        int head = wheel(intent).replaceHead(normalMs(intent), slot);
        next[slot] = head;
        previous[slot] = NONE;
        if (head != NONE) {
            previous[head] = slot;
        }
    }

    private void unschedule(int slot, Intent intent) {
        if (next[slot] != NONE) {
            previous[next[slot]] = previous[slot];
        }
        if (previous[slot] != NONE) {
            next[previous[slot]] = next[slot];
        } else {
            wheel(intent).setHead(normalMs(intent), next[slot]);
        }
    }

    /** Open intents that the clock has caught up with, by effective deadline, then payer, then id. */
    List<Intent> due(PartitionHead head, int limit) {
        List<Intent> due = new ArrayList<>();
        collect(deadlines, head.clockMs(), head, limit, due);
        routeDeadlines.forEach((route, wheel) -> {
            if (!head.isHeld(route)) {
                collect(wheel, head.clockMs() - head.heldMs(route), head, limit, due);
            }
        });
        due.sort(Comparator.<Intent>comparingLong(i -> i.effectiveDeadlineMs(head))
                .thenComparing(Intent::payer)
                .thenComparing(Intent::intentId));
        return due.size() > limit ? List.copyOf(due.subList(0, limit)) : due;
    }

    private void collect(TimeWheel wheel, long untilMs, PartitionHead head, int limit, List<Intent> due) {
        int before = due.size();
        wheel.inOrder(untilMs, (second, first) -> {
            for (int slot = first; slot != NONE; slot = next[slot]) {
                Intent intent = intentAt(slot);
                // What is whole turns away waits for its own second: the earliest are swept first.
                if (TimeWheel.second(normalMs(intent)) == second && intent.isDue(head)) {
                    due.add(intent);
                }
            }
            return due.size() - before < limit;
        });
        wheel.passed(due.size() == before ? untilMs : normalMs(due.get(before)));
    }

    /** Forgets closed intents whose time has come and whose escrow is done. */
    void forget(long clockMs, int limit, Consumer<Fingerprint> forgotten) {
        List<Intent> gone = new ArrayList<>();
        closed.upTo(clockMs, first -> {
            for (int slot = first; slot != NONE && gone.size() < limit; slot = next[slot]) {
                if (isForgotten(intentAt(slot), clockMs)) {
                    gone.add(intentAt(slot));
                }
            }
            return gone.size() < limit;
        });
        for (Intent intent : gone) {
            remove(intent.payer(), intent.intentId());
            forgotten.accept(intent.key());
        }
    }

    void forEach(Consumer<Intent> each) {
        for (int slot = 0; slot < used; slot++) {
            if (slots[slot] != null) {
                each.accept(intentAt(slot));
            }
        }
    }
}
