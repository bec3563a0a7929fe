package io.fluxledger.settlement;

import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.settlement.config.IdentityConfig;
import io.fluxledger.settlement.config.SettlementConfig;
import io.fluxledger.settlement.http.Lead;
import io.fluxledger.settlement.schedule.WindowBoundaries;
import io.fluxledger.settlement.schedule.WindowTicker;
import io.fluxledger.settlement.track.BatchRunner;
import io.fluxledger.settlement.track.CrossCheck;
import io.fluxledger.settlement.track.PayoutNotifier;
import io.fluxledger.settlement.track.PayoutRules;
import io.fluxledger.settlement.track.ProviderDesk;
import io.fluxledger.settlement.track.SettlementPublisher;
import io.fluxledger.settlement.track.SettlementState;
import io.fluxledger.settlement.track.TopicFollower;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker has while it leads: it begins with the fence and knows only what it has read behind it, and ends whole. For
 * one thread.
 */
final class Term implements AutoCloseable {
    private static final Duration TICK_RETRY = Duration.ofSeconds(1);
    private static final String CLIENT = "settlement-worker";

    private final SettlementPublisher publisher;
    private final TopicFollower follower;
    private final WindowTicker ticker;
    private final CrossCheck crossCheck;
    private final Optional<PayoutNotifier> notifier;
    private final BatchRunner batches;
    private final Lead lead;

    /** Fences every worker that led before. */
    Term(SettlementConfig config, KafkaClients kafka, Clock clock) {
        int partitions = TopicCatalog.PROVIDER_JOURNAL.partitions();
        PayoutRules rules = new PayoutRules(
                config.identity().claims(),
                config.identity().required(),
                config.check().endpoints().providers(),
                config.terms().chainIds());
        SettlementState state = new SettlementState(partitions, rules);
        // The fence comes before the follower, which takes the topics' ends: nobody else writes between them.
        publisher = new SettlementPublisher(kafka.producer(CLIENT, SettlementPublisher.PRODUCER), clock);
        follower = new TopicFollower(kafka.consumer(CLIENT, true, Map.of()), state, publisher);
        ticker = new WindowTicker(
                clock, WindowBoundaries.every(config.window()), TICK_RETRY, partitions, state, publisher);
        crossCheck = new CrossCheck(
                state,
                publisher,
                config.check().endpoints(),
                config.check().tolerance(),
                config.check().retry(),
                clock);
        notifier = notifier(config.identity(), state, clock);
        batches = new BatchRunner(state, config.terms(), publisher, crossCheck, notifier);
        lead = new Lead(state, new ProviderDesk(state, publisher, clock), ticker);
    }

    private Optional<PayoutNotifier> notifier(IdentityConfig identity, SettlementState state, Clock clock) {
        return identity.portal()
                .map(portal -> new PayoutNotifier(
                        state, publisher, portal, identity.outgoing().orElseThrow(), identity.retry(), clock));
    }

    /** Reads on, waiting so long for something new; whether all that stood there at the beginning has been read. */
    boolean follow(Duration timeout) {
        follower.poll(timeout);
        return follower.isCaughtUp();
    }

    /** What may be asked of it, once it has caught up. */
    Lead lead() {
        return lead;
    }

    /** Does what is due; only once it has caught up. */
    void step() {
        if (!follower.isCaughtUp()) {
            throw new IllegalStateException(
                    "nothing may be done before the topics are read: a decision may stand there");
        }
        crossCheck.step();
        ticker.step();
        batches.step();
        notifier.ifPresent(PayoutNotifier::step);
    }

    @Override
    public void close() {
        try (follower;
                publisher;
                crossCheck) {
            notifier.ifPresent(PayoutNotifier::close);
        }
    }
}
