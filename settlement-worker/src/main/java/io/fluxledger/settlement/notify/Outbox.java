package io.fluxledger.settlement.notify;

import io.fluxledger.events.Address20;
import io.fluxledger.events.NotificationAttempted;
import io.fluxledger.events.NotificationQueued;
import io.fluxledger.events.NotificationReplayed;
import io.fluxledger.schemas.EventHeaders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Messages to the KYC portal, as the topic tells them. Not thread-safe. */
public final class Outbox {
    /** A message that was to be sent then; outdated when the message says otherwise. */
    private record Due(long atMs, String id) {}

    private final Map<String, Message> messages = new LinkedHashMap<>();
    private final Map<String, Set<String>> byProvider = new HashMap<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atMs).thenComparing(Due::id));
    private final Set<UUID> orders = new HashSet<>();

    public void queued(NotificationQueued event) {
        String provider = text(event.getProvider());
        Message message = new Message(
                event.getNotificationId(),
                provider,
                event.getKind(),
                event.getBody(),
                event.getAtMs(),
                Message.State.WAITING,
                0,
                0,
                event.getAtMs(),
                0,
                null,
                0);
        if (messages.putIfAbsent(message.id(), message) == null) {
            byProvider.computeIfAbsent(provider, p -> new LinkedHashSet<>()).add(message.id());
            due.add(new Due(message.nextMs(), message.id()));
        }
    }

    public void attempted(NotificationAttempted event) {
        Message before = messages.get(event.getNotificationId());
        if (before == null || event.getAttempt() <= before.attempts()) {
            return;
        }
        Message.State state = switch (event.getOutcome()) {
            case DELIVERED -> Message.State.DELIVERED;
            case FAILED -> Message.State.WAITING;
            case DEAD -> Message.State.DEAD;
        };
        put(new Message(
                before.id(),
                before.provider(),
                before.kind(),
                before.body(),
                before.queuedMs(),
                state,
                event.getAttempt(),
                before.round() + 1,
                event.getNextMs(),
                event.getHttpStatus(),
                event.getDetail().isEmpty() ? null : event.getDetail(),
                event.getAtMs()));
    }

    public void replayed(NotificationReplayed event) {
        Message before = messages.get(event.getNotificationId());
        if (before == null || !orders.add(EventHeaders.uuid(event.getOrderId()))) {
            return;
        }
        put(new Message(
                before.id(),
                before.provider(),
                before.kind(),
                before.body(),
                before.queuedMs(),
                Message.State.WAITING,
                before.attempts(),
                0,
                event.getAtMs(),
                before.httpStatus(),
                before.detail(),
                before.attemptedMs()));
    }

    private void put(Message message) {
        messages.put(message.id(), message);
        if (message.state() == Message.State.WAITING) {
            due.add(new Due(message.nextMs(), message.id()));
        }
    }

    public boolean knows(String id) {
        return messages.containsKey(id);
    }

    /** Whether an operator has given that order already. */
    public boolean knowsOrder(UUID order) {
        return orders.contains(order);
    }

    /** The message of that id; null where there is none. */
    public @Nullable Message message(String id) {
        return messages.get(id);
    }

    /** Takes messages that are to be sent now, at most that many, those first that have waited longest. */
    public List<Message> takeDue(long nowMs, int limit) {
        List<Message> taken = new ArrayList<>();
        while (taken.size() < limit && !due.isEmpty() && due.peek().atMs() <= nowMs) {
            Due first = due.remove();
            Message message = messages.get(first.id());
            if (message != null && message.state() == Message.State.WAITING && message.nextMs() == first.atMs()) {
                taken.add(message);
            }
        }
        return taken;
    }

    /** The provider's messages, latest first. */
    public List<Message> of(String provider, int limit) {
        List<String> ids = new ArrayList<>(byProvider.getOrDefault(provider, Set.of()));
        List<Message> found = new ArrayList<>();
        for (String id : ids.reversed()) {
            Message message = messages.get(id);
            if (message != null && found.size() < limit) {
                found.add(message);
            }
        }
        return found;
    }

    /** Messages in that state, the oldest first. */
    public List<Message> in(Message.State state, int limit) {
        return messages.values().stream()
                .filter(m -> m.state() == state)
                .limit(limit)
                .toList();
    }

    /** How many are in that state. */
    public long count(Message.State state) {
        return messages.values().stream().filter(m -> m.state() == state).count();
    }

    /** Lets go what was told of a payout that is forgotten. */
    public void forget(String payoutId) {
        for (NotificationKind kind : NotificationKind.values()) {
            Message gone = messages.remove(kind.messageId(payoutId));
            Set<String> own = gone == null ? null : byProvider.get(gone.provider());
            if (gone != null && own != null) {
                own.remove(gone.id());
            }
        }
    }

    private static String text(Address20 address) {
        return "0x" + HexFormat.of().formatHex(address.bytes());
    }
}
