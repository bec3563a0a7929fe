package io.fluxledger.intake.gateway;

import io.fluxledger.events.EscrowLocked;
import io.fluxledger.events.Funding;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentHeld;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.IntentOpened;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.RefundReason;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.intake.http.LedgerRejection;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.intake.publish.JournalAnswers;
import io.fluxledger.intake.x402.PaidCall;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What the gateway tells the ledger about a call: lock, receipt, settlement, refund. Nothing of it needs the process to live on. */
final class CallLedger {
    private final InputPublisher publisher;
    private final JournalAnswers journal;
    private final LedgerViews views;
    private final RequestLog requests;
    private final Duration escrowLockTimeout;
    private final RouteCosts routeCosts;
    private final Clock clock;

    /** @param escrowLockTimeout how long a call waits for its lock on chain */
    CallLedger(
            InputPublisher publisher,
            JournalAnswers journal,
            LedgerViews views,
            RequestLog requests,
            Duration escrowLockTimeout,
            RouteCosts routeCosts,
            Clock clock) {
        this.publisher = publisher;
        this.journal = journal;
        this.views = views;
        this.requests = requests;
        this.escrowLockTimeout = escrowLockTimeout;
        this.routeCosts = routeCosts;
        this.clock = clock;
    }

    /**
     * Locks what the payer signed for, once.
     *
     * @throws ProblemException PAYMENT_ALREADY_USED when the ledger had it before; what the ledger or the chain refuses
     */
    LockedCall lock(OfferedCall offered, PaidCall paid, @Nullable String traceparent) {
        IntentLocked intent = paid.lock();
        LockedCall call = new LockedCall(offered, paid, clock.instant(), traceparent, List.of());
        String provider = offered.call().provider().name();
        CompletableFuture<JournalLine> locked = journal.expectIntent(call.payer(), call.id());
        try {
            Answer lock = views.lockedOrRejected(tell(call, intent.getInputId(), intent), intent);
            if (lock.line().getOutcome() == Outcome.ALREADY_APPLIED) {
                throw usedBefore(call, lock);
            }
            requests.at(call.payer(), call.id(), provider, RequestLog.State.PAYMENT_RECEIVED);
            if (intent.getFunding() == Funding.ESCROW) {
                awaitLock(call, locked);
            }
            requests.at(call.payer(), call.id(), provider, RequestLog.State.CREDITS_ISSUED);
            return call.drawing(Answers.entry(lock, IntentOpened.class)
                    .map(IntentOpened::getDraws)
                    .orElse(List.of()));
        } finally {
            journal.forgetIntent(call.payer(), call.id());
        }
    }

    /** Calling the provider again would be a second call for one payment. */
    private static ProblemException usedBefore(LockedCall call, Answer lock) {
        return new ProblemException(Problem.of(
                        409,
                        "PAYMENT_ALREADY_USED",
                        "The payment was used before",
                        "ask GET /v1/intents/" + call.id() + "?payer=" + call.payer() + " what became of it")
                .with("intentId", call.id())
                .with("journal", Answers.reference(lock)));
    }

    private void awaitLock(LockedCall call, CompletableFuture<JournalLine> locked) {
        try {
            JournalLine line = locked.get(escrowLockTimeout.toMillis(), TimeUnit.MILLISECONDS);
            if (line.getEntries().stream().noneMatch(EscrowLocked.class::isInstance)) {
                requests.forget(call.payer(), call.id());
                throw new ProblemException(Problem.of(
                                402,
                                "ESCROW_LOCK_FAILED",
                                "The escrow did not take the lock",
                                "the chain refused the authorization; nothing was taken")
                        .with("intentId", call.id()));
            }
        } catch (TimeoutException e) {
            throw new ProblemException(Problem.of(
                            504,
                            "ESCROW_LOCK_PENDING",
                            "The escrow lock is not confirmed yet",
                            "do not pay again: the lock is given back at its deadline if nothing uses it")
                    .with("intentId", call.id()));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopping", e);
        }
    }

    /** Puts the receipt on the log and stops the deadline until the call has been reviewed; the answers may be rejections. */
    Closing hold(LockedCall call, UsageReceipt receipt, String reason) {
        CompletableFuture<Answer> recorded = submit(call, receipt.getInputId(), receipt);
        IntentLocked intent = call.intent();
        InputId16 id = EventHeaders.newInputId();
        IntentHeld held = new IntentHeld(id, intent.getPayer(), intent.getIntentId(), intent.getProvider(), reason);
        return new Closing(get(recorded), get(submit(call, id, held)));
    }

    /** Receipt and settlement, one behind the other without waiting in between; the answers may be rejections. */
    Closing settle(LockedCall call, UsageReceipt receipt) {
        CompletableFuture<Answer> recorded = submit(call, receipt.getInputId(), receipt);
        InputId16 id = EventHeaders.newInputId();
        CompletableFuture<Answer> settled =
                submit(call, id, settlement(call.intent(), id, routeCosts.nanos(call, receipt.getUsedNanos())));
        return new Closing(get(recorded), get(settled));
    }

    /** The answers to a receipt and to what came behind it. */
    record Closing(Answer recorded, Answer settled) {}

    /** @param routeCostNanos what the way to the provider's chain costs the payer */
    private static SettlementRequested settlement(IntentLocked intent, InputId16 id, long routeCostNanos) {
        return new SettlementRequested(
                id,
                intent.getPayer(),
                intent.getIntentId(),
                intent.getProvider(),
                RequestedBy.GATEWAY,
                null,
                null,
                routeCostNanos);
    }

    /** Gives everything back. Where the deadline was quicker, the answer is the line that closed the intent for that. */
    Answer refund(LockedCall call, RefundReason reason) {
        IntentLocked intent = call.intent();
        InputId16 id = EventHeaders.newInputId();
        RefundRequested refund = new RefundRequested(
                id,
                intent.getPayer(),
                intent.getIntentId(),
                intent.getProvider(),
                reason,
                RequestedBy.GATEWAY,
                null,
                null);
        return closedBy(call, () -> tell(call, id, refund));
    }

    private Answer closedBy(LockedCall call, Supplier<Answer> refund) {
        CompletableFuture<JournalLine> closing = journal.expectIntent(call.payer(), call.id());
        try {
            Answer answer = refund.get();
            if (LedgerRejection.DEADLINE_PASSED.name().equals(answer.line().getReason())) {
                return new Answer(answer.topic(), closing.get(escrowLockTimeout.toMillis(), TimeUnit.MILLISECONDS));
            }
            return Answers.orRejected(answer);
        } catch (TimeoutException | ExecutionException e) {
            throw new ProblemException(Problem.of(
                            504,
                            "OUTCOME_UNKNOWN",
                            "The refund is not confirmed yet",
                            "the funds are given back at the intent's deadline: " + e)
                    .with("intentId", call.id()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopping", e);
        } finally {
            journal.forgetIntent(call.payer(), call.id());
        }
    }

    private Answer tell(LockedCall call, InputId16 id, SpecificRecord input) {
        return publisher.publish(TopicCatalog.LEDGER_INPUTS, call.intent().getPayer(), id, input, call.traceparent());
    }

    private CompletableFuture<Answer> submit(LockedCall call, InputId16 id, SpecificRecord input) {
        return publisher.submit(TopicCatalog.LEDGER_INPUTS, call.intent().getPayer(), id, input, call.traceparent());
    }

    private static Answer get(CompletableFuture<Answer> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopping", e);
        }
    }
}
