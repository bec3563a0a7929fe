package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sessions by payer: a payer has few, so they are a list that is searched. Those that nobody asks for cost nothing. */
final class Sessions {
    private record Key(Address payer, Address sessionKey) {}

    private record Horizon(long forgetAtMs, Address payer, Address sessionKey) {
        static final Comparator<Horizon> ORDER = Comparator.comparingLong(Horizon::forgetAtMs)
                .thenComparing(Horizon::payer)
                .thenComparing(Horizon::sessionKey);
    }

    private final Map<Address, List<Session>> byPayer = new HashMap<>();
    private final TreeSet<Horizon> horizons = new TreeSet<>(Horizon.ORDER);
    private final Set<Key> changed = new LinkedHashSet<>();
    private final Set<Key> forgotten = new LinkedHashSet<>();

    private List<Session> of(Address payer) {
        return byPayer.isEmpty() ? List.of() : byPayer.getOrDefault(payer, List.of());
    }

    private static int place(List<Session> sessions, Address sessionKey) {
        for (int i = 0; i < sessions.size(); i++) {
            if (sessions.get(i).sessionKey().equals(sessionKey)) {
                return i;
            }
        }
        return -1;
    }

    /** The session, unless it is unknown or forgotten. */
    @Nullable
    Session find(Address payer, Address sessionKey, long clockMs) {
        List<Session> sessions = of(payer);
        int place = place(sessions, sessionKey);
        return place < 0 || sessions.get(place).isForgotten(clockMs) ? null : sessions.get(place);
    }

    /** Number of the payer's sessions that are not forgotten. */
    int count(Address payer, long clockMs) {
        int count = 0;
        for (Session session : of(payer)) {
            count += session.isForgotten(clockMs) ? 0 : 1;
        }
        return count;
    }

    boolean isNonceUsed(Address payer, long nonceKey, long clockMs) {
        List<Session> sessions = of(payer);
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            if (session.nonceKey() == nonceKey && !session.isForgotten(clockMs)) {
                return true;
            }
        }
        return false;
    }

    /** Notes a session, or its next state; one that was forgotten under its key gives way. */
    void put(Session session) {
        restore(session);
        changed.add(new Key(session.payer(), session.sessionKey()));
    }

    /** As {@link #put}; it does not count as changed. */
    void restore(Session session) {
        List<Session> sessions = byPayer.computeIfAbsent(session.payer(), p -> new ArrayList<>(1));
        int place = place(sessions, session.sessionKey());
        if (place < 0) {
            sessions.add(session);
            horizons.add(horizon(session));
            return;
        }
        Session before = sessions.set(place, session);
        if (before.forgetAtMs() != session.forgetAtMs()) {
            horizons.remove(horizon(before));
            horizons.add(horizon(session));
        }
    }

    void remove(Address payer, Address sessionKey) {
        List<Session> sessions = of(payer);
        int place = place(sessions, sessionKey);
        if (place >= 0) {
            horizons.remove(horizon(sessions.remove(place)));
            if (sessions.isEmpty()) {
                byPayer.remove(payer);
            }
        }
    }

    private static Horizon horizon(Session session) {
        return new Horizon(session.forgetAtMs(), session.payer(), session.sessionKey());
    }

    /** Frees the memory of up to that many of those that are forgotten. */
    void forget(long clockMs, int limit) {
        List<Horizon> gone = new ArrayList<>();
        Iterator<Horizon> due = horizons.iterator();
        while (due.hasNext() && gone.size() < limit) {
            Horizon next = due.next();
            if (next.forgetAtMs() > clockMs) {
                break;
            }
            // One whose intents wait for a route is passed over: it is asked again with the next tick.
            if (find(next.payer(), next.sessionKey(), clockMs) == null) {
                gone.add(next);
            }
        }
        for (Horizon next : gone) {
            remove(next.payer(), next.sessionKey());
            Key key = new Key(next.payer(), next.sessionKey());
            changed.remove(key);
            forgotten.add(key);
        }
    }

    /** Hands over what has changed since the last call; first what is gone: a key may have been granted again. */
    void drain(PayerState.Changes to) {
        forgotten.forEach(key -> to.sessionForgotten(key.payer(), key.sessionKey()));
        forgotten.clear();
        for (Key key : changed) {
            List<Session> sessions = of(key.payer());
            to.session(sessions.get(place(sessions, key.sessionKey())));
        }
        changed.clear();
    }

    void forEach(Consumer<Session> each) {
        byPayer.values().forEach(sessions -> sessions.forEach(each));
    }

    /** Visits the payer's sessions that are not forgotten, in the order in which they were granted. */
    void forEach(Address payer, long clockMs, Consumer<Session> each) {
        of(payer).stream()
                .filter(session -> !session.isForgotten(clockMs))
                .sorted(Comparator.comparingLong(Session::opened))
                .forEach(each);
    }
}
