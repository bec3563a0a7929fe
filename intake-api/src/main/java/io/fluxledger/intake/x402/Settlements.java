package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.DepositRequested;
import io.fluxledger.events.Outcome;
import io.fluxledger.intake.accept.DepositAcceptance;
import io.fluxledger.intake.http.LedgerRejection;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.DepositTransactions;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Settles payments of the scheme exact as deposits. A payment is (chain, asset, payer, nonce): the ledger takes it once, and
 * the relayer makes one transaction of it, however often, by whichever instance and after whatever crash it is asked for. Calls
 * at the same time share one input.
 */
public final class Settlements {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final Duration RECORD_LAG = Duration.ofSeconds(1);
    private static final String CREDITED = "CREDITED";
    private static final String FAILED = "FAILED";

    private record Submission(ExactPayment payment, CompletableFuture<Optional<Settlement>> said) {}

    private final ExactScheme scheme;
    private final DepositAcceptance acceptance;
    private final InputPublisher publisher;
    private final LedgerViews views;
    private final DepositTransactions transactions;
    private final Clock clock;
    private final Map<DepositTransactions.Key, Submission> submitting = new ConcurrentHashMap<>();

    public Settlements(
            ExactScheme scheme,
            DepositAcceptance acceptance,
            InputPublisher publisher,
            LedgerViews views,
            DepositTransactions transactions,
            Clock clock) {
        this.scheme = scheme;
        this.acceptance = acceptance;
        this.publisher = publisher;
        this.views = views;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Settles and waits.
     *
     * @param wait after which a payment that is not settled yet is answered as pending
     * @throws RefusedPaymentException when the authorization is not valid now and was not taken before
     * @throws ProblemException when the ledger cannot be asked; the same call again is safe
     */
    Settlement settle(ExactPayment payment, Duration wait, @Nullable String traceparent) {
        long deadlineNs = System.nanoTime() + wait.toNanos();
        return shared(payment, traceparent).orElseGet(() -> awaited(payment, deadlineNs));
    }

    private Optional<JsonNode> deposit(ExactPayment payment) {
        return views.deposit(
                payment.payer(),
                payment.chain().chainId(),
                payment.chain().usdc().toString(),
                payment.authorization().nonce().toString());
    }

    /** The payer signed both; with the same nonce and amount they are the same payment. */
    private static boolean isSame(JsonNode deposit, ExactPayment payment) {
        return deposit.path("amountMicros")
                .asText()
                .equals(payment.authorization().value().toString());
    }

    private static boolean hasStatus(JsonNode deposit, String status) {
        return deposit.path("status").asText().equals(status);
    }

    private static Settlement used() {
        return new Settlement.Failed(
                InvalidReason.NONCE_USED, "the nonce belongs to another payment of this payer", "");
    }

    /**
     * What can be said at once, found once for all calls at the same time. The ledger is asked within: a call that had asked
     * before the input of another was applied would put a second one on the log.
     */
    private Optional<Settlement> shared(ExactPayment payment, @Nullable String traceparent) {
        Submission mine = new Submission(payment, new CompletableFuture<>());
        Submission first = submitting.putIfAbsent(payment.key(), mine);
        if (first != null && first.payment().equals(payment)) {
            try {
                return first.said().join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
        try {
            Optional<Settlement> said = submit(payment, traceparent);
            mine.said().complete(said);
            return said;
        } catch (RuntimeException e) {
            mine.said().completeExceptionally(e);
            throw e;
        } finally {
            submitting.remove(payment.key(), mine);
        }
    }

    /** Puts the deposit on the log unless it is known there; empty when it is on its way. */
    private Optional<Settlement> submit(ExactPayment payment, @Nullable String traceparent) {
        Optional<JsonNode> known = deposit(payment);
        if (known.isEmpty()) {
            scheme.requireValid(payment, clock.instant());
            return publish(payment, traceparent);
        }
        if (!isSame(known.get(), payment)) {
            return Optional.of(used());
        }
        if (hasStatus(known.get(), CREDITED)) {
            return Optional.of(new Settlement.Settled(finalTransaction(payment)));
        }
        if (hasStatus(known.get(), FAILED) && transactions.find(payment.key()).isEmpty()) {
            return Optional.of(new Settlement.Failed(InvalidReason.TRANSACTION, "the transaction failed long ago", ""));
        }
        return Optional.empty();
    }

    private Optional<Settlement> publish(ExactPayment payment, @Nullable String traceparent) {
        DepositRequested input = acceptance.accept(
                payment.chain().chainId(), payment.authorization(), payment.signature(), clock.instant());
        Answer answer =
                publisher.publish(TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input, traceparent);
        if (answer.line().getOutcome() != Outcome.REJECTED) {
            return Optional.empty();
        }
        String reason = String.valueOf(answer.line().getReason());
        return Optional.of(
                switch (LedgerRejection.valueOf(reason)) {
                    case DEPOSIT_WITH_DIFFERENT_CONTENT -> used();
                    case AUTHORIZATION_EXPIRED ->
                        new Settlement.Failed(InvalidReason.VALID_BEFORE, "the ledger answered " + reason, "");
                    default -> new Settlement.Failed(InvalidReason.TRANSACTION, "the ledger answered " + reason, "");
                });
    }

    private Settlement awaited(ExactPayment payment, long deadlineNs) {
        try {
            Optional<DepositTransactions.Progress> progress =
                    transactions.awaitEnd(payment.key(), Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime())));
            if (progress.isEmpty()) {
                return new Settlement.Pending("");
            }
            return switch (progress.get().stage()) {
                case PENDING -> new Settlement.Pending(progress.get().hash());
                case FAILED -> failed(progress.get());
                case FINAL -> credited(payment, progress.get().hash(), deadlineNs);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Settlement.Pending(transaction(payment));
        }
    }

    /** The ledger hears of a final transaction a moment later. */
    private Settlement credited(ExactPayment payment, String hash, long deadlineNs) {
        while (true) {
            Optional<JsonNode> deposit = deposit(payment);
            if (deposit.isPresent() && hasStatus(deposit.get(), CREDITED)) {
                return new Settlement.Settled(hash);
            }
            if (System.nanoTime() > deadlineNs || Thread.currentThread().isInterrupted()) {
                return new Settlement.Pending(hash);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static Settlement failed(DepositTransactions.Progress progress) {
        String why = progress.reason();
        InvalidReason reason = InvalidReason.TRANSACTION;
        if (why.contains("exceeds balance")) {
            reason = InvalidReason.FUNDS;
        } else if (why.contains("authorization is used")) {
            reason = InvalidReason.NONCE_USED;
        } else if (why.contains("authorization is expired")
                || why.startsWith("not sent before")
                || why.startsWith("not mined before")) {
            reason = InvalidReason.VALID_BEFORE;
        } else if (why.contains("invalid signature")) {
            reason = InvalidReason.SIGNATURE;
        }
        return new Settlement.Failed(reason, why, progress.hash());
    }

    /** The ledger may have been read before the relayer's record; a transaction older than what is read has no hash here. */
    private String finalTransaction(ExactPayment payment) {
        try {
            return transactions
                    .awaitEnd(payment.key(), RECORD_LAG)
                    .map(DepositTransactions.Progress::hash)
                    .orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return transaction(payment);
        }
    }

    private String transaction(ExactPayment payment) {
        return transactions
                .find(payment.key())
                .map(DepositTransactions.Progress::hash)
                .orElse("");
    }
}
