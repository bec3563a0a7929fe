package io.fluxledger.settlement.track;

import io.fluxledger.events.DeliveryOutcome;
import io.fluxledger.events.NotificationAttempted;
import io.fluxledger.events.NotificationQueued;
import io.fluxledger.settlement.notify.Courier;
import io.fluxledger.settlement.notify.Delivery;
import io.fluxledger.settlement.notify.Message;
import io.fluxledger.settlement.notify.NotificationKind;
import io.fluxledger.settlement.notify.WebhookSecret;
import io.fluxledger.settlement.schedule.RetrySchedule;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the KYC portal what becomes of payouts. A message stands on the topic before it is sent, and how each attempt ended
 * after it: what a crash lets nobody know is sent again, with the same id. For one thread.
 */
public final class PayoutNotifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PayoutNotifier.class);

    private final SettlementState state;
    private final SettlementPublisher publisher;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final Courier courier;
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();

    private record Ended(Message message, Delivery delivery) {}

    private record Attempt(DeliveryOutcome outcome, int httpStatus, String detail, long nextMs) {}

    /** @param schedule of the attempts; behind the last one a message is dead */
    public PayoutNotifier(
            SettlementState state,
            SettlementPublisher publisher,
            URI portal,
            WebhookSecret secret,
            RetrySchedule schedule,
            Clock clock) {
        this.state = state;
        this.publisher = publisher;
        this.schedule = schedule;
        this.clock = clock;
        this.courier =
                new Courier(portal, secret, clock, (message, delivery) -> ended.add(new Ended(message, delivery)));
    }

    /** Queues what is to be told of payouts that have come where they are. */
    void tell(List<PayoutView> payouts) {
        List<NotificationQueued> queued = new ArrayList<>();
        for (PayoutView payout : payouts) {
            NotificationKind.of(payout.state()).ifPresent(kind -> {
                String id = kind.messageId(payout.payoutId());
                if (!state.outbox(box -> box.knows(id))) {
                    queued.add(new NotificationQueued(
                            id,
                            Addresses.fixed(payout.provider()),
                            kind.type(),
                            NotificationBody.of(kind, payout, identity(payout.provider()), clock.millis()),
                            clock.millis()));
                }
            });
        }
        if (!queued.isEmpty()) {
            publisher.providers(queued).forEach(state::providers);
        }
    }

    private String identity(String provider) {
        return state.decide(books -> books.identities().status(provider));
    }

    /** Writes down how deliveries ended, and sends what is due. */
    public void step() {
        List<NotificationAttempted> attempts = new ArrayList<>();
        for (Ended one = ended.poll(); one != null; one = ended.poll()) {
            attempts.add(attempt(one));
        }
        if (!attempts.isEmpty()) {
            publisher.providers(attempts).forEach(state::providers);
        }
        int room = courier.room();
        if (room > 0) {
            state.outbox(box -> box.takeDue(clock.millis(), room)).forEach(courier::send);
        }
    }

    private NotificationAttempted attempt(Ended one) {
        Message message = one.message();
        long nowMs = clock.millis();
        Attempt attempt = switch (one.delivery()) {
            case Delivery.Accepted a -> new Attempt(DeliveryOutcome.DELIVERED, a.httpStatus(), "", 0);
            case Delivery.Refused r -> again(message, r.httpStatus(), "HTTP " + r.httpStatus(), nowMs);
            case Delivery.Failed f -> again(message, 0, f.detail(), nowMs);
            case Delivery.Gone _ -> new Attempt(DeliveryOutcome.DEAD, 410, "the portal wants no more of these", 0);
        };
        if (attempt.outcome() == DeliveryOutcome.DEAD) {
            LOG.error("{} about {} is given up: {}", message.id(), message.provider(), attempt.detail());
        }
        return new NotificationAttempted(
                message.id(),
                Addresses.fixed(message.provider()),
                message.attempts() + 1,
                attempt.outcome(),
                attempt.httpStatus(),
                attempt.detail(),
                attempt.nextMs(),
                nowMs);
    }

    private Attempt again(Message message, int httpStatus, String detail, long nowMs) {
        OptionalLong nextMs = schedule.nextMs(message.round() + 1, nowMs);
        return nextMs.isPresent()
                ? new Attempt(DeliveryOutcome.FAILED, httpStatus, detail, nextMs.getAsLong())
                : new Attempt(DeliveryOutcome.DEAD, httpStatus, detail, 0);
    }

    @Override
    public void close() {
        courier.close();
    }
}
