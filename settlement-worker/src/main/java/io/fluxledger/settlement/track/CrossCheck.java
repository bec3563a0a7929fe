package io.fluxledger.settlement.track;

import io.fluxledger.events.UsageCheckResult;
import io.fluxledger.events.UsageChecked;
import io.fluxledger.settlement.plan.SettlementIds;
import io.fluxledger.settlement.plan.UsageFigures;
import io.fluxledger.settlement.plan.UsageTolerance;
import io.fluxledger.settlement.reconcile.UsageAnswer;
import io.fluxledger.settlement.reconcile.UsageEndpoints;
import io.fluxledger.settlement.reconcile.UsagePoller;
import io.fluxledger.settlement.schedule.RetrySchedule;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the ledger's figures with the providers' own, and writes down how that ended. For one thread. */
public final class CrossCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CrossCheck.class);

    private final SettlementState state;
    private final SettlementPublisher publisher;
    private final UsageTolerance tolerance;
    private final Clock clock;
    private final UsagePoller poller;
    private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();

    private record Answered(UsageQuestion question, UsageAnswer answer, int attempts) {}

    public CrossCheck(
            SettlementState state,
            SettlementPublisher publisher,
            UsageEndpoints endpoints,
            UsageTolerance tolerance,
            RetrySchedule schedule,
            Clock clock) {
        this.state = state;
        this.publisher = publisher;
        this.tolerance = tolerance;
        this.clock = clock;
        this.poller = new UsagePoller(
                endpoints,
                schedule,
                (question, answer, attempts) -> answered.add(new Answered(question, answer, attempts)));
    }

    /** Asks about a payout that waits for it; what is being asked already is not asked twice. */
    void ask(PayoutView payout) {
        poller.ask(state.question(payout));
    }

    /** Writes down what was answered. */
    public void step() {
        List<UsageChecked> checks = new ArrayList<>();
        for (Answered one = answered.poll(); one != null; one = answered.poll()) {
            checks.add(check(one));
        }
        if (!checks.isEmpty()) {
            publisher.providers(checks).forEach(state::providers);
        }
    }

    private UsageChecked check(Answered one) {
        return switch (one.answer()) {
            case UsageAnswer.Told told -> {
                List<String> differences = tolerance.differences(one.question().ledger(), told.figures());
                yield differences.isEmpty()
                        ? event(one, UsageCheckResult.MATCHED, told.figures(), "")
                        : event(one, UsageCheckResult.DIFFERENT, told.figures(), String.join("; ", differences));
            }
            case UsageAnswer.Unreachable u -> event(one, UsageCheckResult.UNREACHABLE, null, u.detail());
            case UsageAnswer.Refused r -> event(one, UsageCheckResult.REFUSED, null, "HTTP " + r.httpStatus());
            case UsageAnswer.Malformed m -> event(one, UsageCheckResult.MALFORMED, null, m.detail());
        };
    }

    private UsageChecked event(Answered one, UsageCheckResult result, @Nullable UsageFigures figures, String detail) {
        UsageQuestion question = one.question();
        if (result != UsageCheckResult.MATCHED) {
            // What differs is on the topic, which fewer may read than logs.
            LOG.warn(
                    "usage of payout {}: {}; it is held",
                    SettlementIds.payout(question.windowEndMs(), question.provider()),
                    result);
        }
        return UsageChecked.newBuilder()
                .setProvider(Addresses.fixed(question.provider()))
                .setWindowEndMs(question.windowEndMs())
                .setResult(result)
                .setFromMs(question.fromMs())
                .setToMs(question.toMs())
                .setCalls(figures == null ? null : figures.calls())
                .setInputTokens(figures == null ? null : figures.inputTokens())
                .setOutputTokens(figures == null ? null : figures.outputTokens())
                .setGrossNanos(figures == null ? null : figures.grossNanos())
                .setAttempts(one.attempts())
                .setDetail(detail)
                .setAtMs(clock.millis())
                .build();
    }

    @Override
    public void close() {
        poller.close();
    }
}
