package io.fluxledger.settlement.track;

import java.time.Clock;
import java.time.Duration;

/** Tells the topic of usage how the running window stands, now and then. For one thread. */
public final class RunningWindow {
    private static final long INTERVAL_MS = Duration.ofSeconds(10).toMillis();
    private static final int MAX_AT_A_TIME = 20_000;

    private final SettlementState state;
    private final SettlementPublisher publisher;
    private final Clock clock;
    private long nextMs;

    public RunningWindow(SettlementState state, SettlementPublisher publisher, Clock clock) {
        this.state = state;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Publishes what has changed, when it is time. */
    public void step() {
        long nowMs = clock.millis();
        if (nowMs >= nextMs) {
            publisher.usage(state.takeRunning(MAX_AT_A_TIME));
            nextMs = nowMs + INTERVAL_MS;
        }
    }
}
