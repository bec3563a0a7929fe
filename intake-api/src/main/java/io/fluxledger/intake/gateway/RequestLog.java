package io.fluxledger.intake.gateway;

import io.fluxledger.pricing.check.HoldReason;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the calls are that this process carries, and where they went. Kept in memory for the latest ones: what counts is in the
 * ledger.
 */
final class RequestLog {
    private static final int MAX_CALLS = 10_000;
    private static final int MAX_STEPS = 8;

    /** What the server does with a request. */
    enum State {
        PAYMENT_RECEIVED,
        CREDITS_ISSUED,
        PROCESSING_REQUEST,
        LOGGING_METRICS,
        DONE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A state and when it was entered. */
    record Step(State state, Instant at) {}

    /**
     * A call.
     *
     * @param outcome SETTLED, HELD or REFUNDED; empty before the end
     * @param reasons why it is held
     */
    record Carried(
            String payer,
            String intentId,
            String provider,
            List<Step> steps,
            Optional<String> outcome,
            List<HoldReason> reasons) {
        Carried {
            steps = List.copyOf(steps);
            reasons = List.copyOf(reasons);
        }

        State state() {
            return steps.getLast().state();
        }
    }

    private record Key(String payer, String intentId) {}

    private final Clock clock;
    private final Map<Key, Carried> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Carried> eldest) {
            return size() > MAX_CALLS;
        }
    };

    RequestLog(Clock clock) {
        this.clock = clock;
    }

    /** A request has come to that state; the first one opens its entry. */
    synchronized void at(String payer, String intentId, String provider, State state) {
        Carried entry = entries.get(new Key(payer, intentId));
        List<Step> steps = new ArrayList<>(entry == null ? List.of() : entry.steps());
        if (steps.size() < MAX_STEPS) {
            steps.add(new Step(state, clock.instant()));
        }
        put(new Carried(payer, intentId, provider, steps, Optional.empty(), List.of()));
    }

    /** A request that did not get as far as a lock leaves nothing behind. */
    synchronized void forget(String payer, String intentId) {
        entries.remove(new Key(payer, intentId));
    }

    synchronized void done(LockedCall call, CallOutcome outcome) {
        Carried entry = entries.get(new Key(call.payer(), call.id()));
        List<Step> steps = new ArrayList<>(entry == null ? List.of() : entry.steps());
        steps.add(new Step(State.DONE, clock.instant()));
        List<HoldReason> reasons = outcome instanceof CallOutcome.Held held ? held.reasons() : List.of();
        put(new Carried(
                call.payer(), call.id(), call.provider().name(), steps, Optional.of(outcome.status()), reasons));
    }

    /** The review of a held call is over. */
    synchronized void reviewed(String payer, String intentId, String outcome) {
        Carried entry = entries.get(new Key(payer, intentId));
        if (entry != null) {
            put(new Carried(payer, intentId, entry.provider(), entry.steps(), Optional.of(outcome), List.of()));
        }
    }

    private void put(Carried entry) {
        entries.put(new Key(entry.payer(), entry.intentId()), entry);
    }

    synchronized Optional<Carried> find(String payer, String intentId) {
        return Optional.ofNullable(entries.get(new Key(payer, intentId)));
    }

    /** Calls that wait for a review, the oldest first. */
    synchronized List<Carried> held() {
        return entries.values().stream()
                .filter(entry -> entry.outcome().filter("HELD"::equals).isPresent())
                .toList();
    }
}
