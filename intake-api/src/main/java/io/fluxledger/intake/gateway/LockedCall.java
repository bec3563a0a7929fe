package io.fluxledger.intake.gateway;

import io.fluxledger.events.Draw;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.intake.x402.PaidCall;
import io.fluxledger.schemas.IntentIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call whose maximum is locked.
 *
 * @param pricedAt when its price was stated
 * @param traceparent of the request
 * @param draws which chains the lock has drawn on; none before it holds, and none for an escrow
 */
record LockedCall(
        OfferedCall offered,
        PaidCall paid,
        Instant pricedAt,
        @Nullable String traceparent,
        List<Draw> draws) {
    LockedCall {
        draws = List.copyOf(draws);
    }

    LockedCall drawing(List<Draw> drawn) {
        return new LockedCall(offered, paid, pricedAt, traceparent, drawn);
    }

    IntentLocked intent() {
        return paid.lock();
    }

    ProviderDirectory.Listing provider() {
        return offered.call().provider();
    }

    String id() {
        return IntentIds.text(intent().getIntentId());
    }

    String payer() {
        return InputPublisher.key(intent().getPayer());
    }

    /** Time until the intent's deadline; not positive when it has passed. */
    Duration left(Instant now) {
        return Duration.between(now, Instant.ofEpochMilli(intent().getDeadlineMs()));
    }
}
