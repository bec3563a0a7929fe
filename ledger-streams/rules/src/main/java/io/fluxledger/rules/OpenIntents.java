package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.Arrays;
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

    /** What does not wait for a route. */
    private static final long NO_ROUTE = 0;

    private final long secret;
    private @Nullable Intent[] slots = new Intent[FIRST_SLOTS];
    private int[] next = new int[FIRST_SLOTS];
    private int[] previous = new int[FIRST_SLOTS];
    private int used;
    private int firstFree = NONE;

    /** By payout chain for those that wait for a route, and one for all others. */
    private final Map<Long, TimeWheel> deadlines = new HashMap<>();
    /** Closed intents whose escrow may still change, by the time of forgetting. */
    private final TimeWheel closed = new TimeWheel();

    private final IntIndex byKey = new IntIndex() {
        @Override
        long hash(int slot) {
            return hashOf(intentAt(slot).payer(), intentAt(slot).intentId());
        }
    };
    private final IntIndex byNonce = new IntIndex() {
        @Override
        long hash(int slot) {
            return Mix.of(secret, intentAt(slot).nonceKey());
        }
    };

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

    /** The secret keeps strangers from choosing ids that collide. */
    private long hashOf(Address payer, String intentId) {
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

    private int slot(Address payer, String intentId) {
        for (int place = byKey.start(hashOf(payer, intentId)); byKey.at(place) >= 0; place = byKey.next(place)) {
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
        int slot = slot(payer, intentId);
        return slot == NONE || isForgotten(intentAt(slot), clockMs) ? null : slots[slot];
    }

    private static boolean isForgotten(Intent intent, long clockMs) {
        EscrowProgress escrow = intent.escrow();
        return !intent.status().isOpen() && escrow != null && escrow.forgetAtMs() <= clockMs && escrow.isDone();
    }

    boolean isNonceUsed(long nonceKey, long clockMs) {
        for (int place = byNonce.start(Mix.of(secret, nonceKey)); byNonce.at(place) >= 0; place = byNonce.next(place)) {
            Intent intent = intentAt(byNonce.at(place));
            if (intent.nonceKey() == nonceKey && !isForgotten(intent, clockMs)) {
                return true;
            }
        }
        return false;
    }

    /** Adds an intent, or puts its next state in the place of the one before. */
    void put(Intent intent) {
        int slot = slot(intent.payer(), intent.intentId());
        if (slot == NONE) {
            slot = take();
            slots[slot] = intent;
            byKey.add(slot);
            byNonce.add(slot);
            if (byFingerprint != null) {
                byFingerprint.add(slot);
            }
            schedule(slot, intent);
            return;
        }
        Intent before = intentAt(slot);
        if (before.nonceKey() != intent.nonceKey()) {
            // Another intent under an id that has been forgotten.
            byNonce.remove(slot);
            slots[slot] = intent;
            byNonce.add(slot);
        }
        slots[slot] = intent;
        if (before.status().isOpen() != intent.status().isOpen() || normalMs(before) != normalMs(intent)) {
            unschedule(slot, before);
            schedule(slot, intent);
        }
    }

    void remove(Address payer, String intentId) {
        int slot = slot(payer, intentId);
        if (slot != NONE) {
            free(slot);
        }
    }

    /** Removes by fingerprint, while a change log is restored. */
    void remove(Fingerprint key) {
        IntIndex index = byFingerprint == null ? fingerprints() : byFingerprint;
        for (int place = index.start(Mix.of(secret, key.high())); index.at(place) >= 0; place = index.next(place)) {
            int slot = index.at(place);
            if (intentAt(slot).key().equals(key)) {
                free(slot);
                return;
            }
        }
    }

    private IntIndex fingerprints() {
        IntIndex index = new IntIndex() {
            @Override
            long hash(int slot) {
                return Mix.of(secret, intentAt(slot).key().high());
            }
        };
        for (int slot = 0; slot < used; slot++) {
            if (slots[slot] != null) {
                index.add(slot);
            }
        }
        byFingerprint = index;
        return index;
    }

    /** Restoring is over: the memory of its index is free again. */
    void endRestore() {
        byFingerprint = null;
    }

    private void free(int slot) {
        unschedule(slot, intentAt(slot));
        if (byFingerprint != null) {
            byFingerprint.remove(slot);
        }
        byKey.remove(slot);
        byNonce.remove(slot);
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
        return intent.dependsOnRoute() ? intent.deadlineMs() - intent.heldBeforeMs() : intent.deadlineMs();
    }

    private TimeWheel wheel(Intent intent) {
        if (!intent.status().isOpen()) {
            return closed;
        }
        long route = intent.dependsOnRoute() ? intent.payoutChainId() : NO_ROUTE;
        return deadlines.computeIfAbsent(route, r -> new TimeWheel());
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
        deadlines.forEach((route, wheel) -> {
            if (route != NO_ROUTE && head.isHeld(route)) {
                return;
            }
            long untilMs = head.clockMs() - (route == NO_ROUTE ? 0 : head.heldMs(route));
            int[] found = {0};
            wheel.upTo(untilMs, first -> {
                for (int slot = first; slot != NONE; slot = next[slot]) {
                    if (intentAt(slot).isDue(head)) {
                        due.add(intentAt(slot));
                        found[0]++;
                    }
                }
                return found[0] < limit;
            });
        });
        due.sort(Comparator.<Intent>comparingLong(i -> i.effectiveDeadlineMs(head))
                .thenComparing(Intent::payer)
                .thenComparing(Intent::intentId));
        return due.size() > limit ? List.copyOf(due.subList(0, limit)) : due;
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
