package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.EscrowLocked;
import io.fluxledger.events.Funding;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.RefundReason;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.intake.gateway.ProviderCall.FailedException;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.intake.http.LedgerRejection;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.intake.publish.JournalAnswers;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.IntentIds;
import io.fluxledger.schemas.TopicCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/** The metered call: 402 with the maximum, then lock, forward, receipt, settlement; or a refund that needs no request. */
public final class ChatGateway {
    private static final Duration DEADLINE_MARGIN = Duration.ofSeconds(1);
    private static final long NANOS_PER_MICRO = 1_000;

    private final Acceptance acceptance;
    private final InputPublisher publisher;
    private final JournalAnswers journal;
    private final LedgerViews views;
    private final ProviderDirectory providers;
    private final PaymentOffers offers;
    private final ProviderCall provider = new ProviderCall();
    private final Duration sla;
    private final Duration escrowLockTimeout;
    private final Clock clock;

    /** @param escrowLockTimeout how long a call waits for its lock on chain */
    public ChatGateway(
            Acceptance acceptance,
            InputPublisher publisher,
            JournalAnswers journal,
            LedgerViews views,
            ProviderDirectory providers,
            io.fluxledger.runtime.ChainsFile chains,
            Duration intentExpiry,
            Duration sla,
            Duration escrowLockTimeout,
            Clock clock) {
        this.acceptance = acceptance;
        this.publisher = publisher;
        this.journal = journal;
        this.views = views;
        this.providers = providers;
        this.offers = new PaymentOffers(chains, intentExpiry);
        this.sla = sla;
        this.escrowLockTimeout = escrowLockTimeout;
        this.clock = clock;
    }

    /** Handles {@code POST /api/ai/chat}. */
    public HttpReply chat(HttpCall call) {
        ChatRequest request = ChatRequest.parse(call.json(), providers, offers::isChain);
        String payment = call.header("PAYMENT-SIGNATURE");
        if (payment == null) {
            return challenge(call, request);
        }
        return paid(call, request, offers.intent(request, decode(payment)));
    }

    private HttpReply challenge(HttpCall call, ChatRequest request) {
        ObjectNode challenge = offers.challenge(request, call.path(), clock.instant());
        String price = Answers.usdc(request.maxBudgetNanos());
        Problem problem = Problem.of(
                        402,
                        "PAYMENT_REQUIRED",
                        "Payment required",
                        "the call locks at most " + price + " USDC and costs what it uses; sign one of the offers in"
                                + " the PAYMENT-REQUIRED header and send the call again with PAYMENT-SIGNATURE")
                .with("maxBudget", price);
        return HttpReply.problem(problem)
                .header(
                        "PAYMENT-REQUIRED",
                        Base64.getEncoder().encodeToString(challenge.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode decode(String header) {
        try {
            return Json.STRICT.readTree(Base64.getDecoder().decode(header));
        } catch (IOException | IllegalArgumentException e) {
            throw PaymentOffers.invalid("PAYMENT-SIGNATURE", "base64 of a JSON object is required");
        }
    }

    private static String idOf(IntentLocked intent) {
        return IntentIds.text(intent.getIntentId());
    }

    private HttpReply paid(HttpCall call, ChatRequest request, ObjectNode intentJson) {
        String payerText = intentJson.path("payer").asText().toLowerCase(java.util.Locale.ROOT);
        IntentLocked intent = acceptance.intent(intentJson, views.sessionsOf(payerText), clock.instant());
        if (intent.getMaxAmountNanos() < request.maxBudgetNanos()) {
            throw PaymentOffers.invalid("payload.intent.maxAmount", "the lock is below the call's maximum budget");
        }
        String payer = InputPublisher.key(intent.getPayer());
        CompletableFuture<JournalLine> locked = journal.expectIntent(payer, idOf(intent));
        Answer lock;
        try {
            lock = views.lockedOrRejected(tell(call, intent, intent.getInputId(), intent), intent);
            if (lock.line().getOutcome() == Outcome.ALREADY_APPLIED) {
                // Calling the provider again would be a second call for one payment.
                throw new ProblemException(Problem.of(
                                409,
                                "PAYMENT_ALREADY_USED",
                                "The payment was used before",
                                "ask GET /v1/intents/" + idOf(intent) + "?payer=" + payer + " what became of it")
                        .with("intentId", idOf(intent))
                        .with("journal", Answers.reference(lock)));
            }
            if (intent.getFunding() == Funding.ESCROW) {
                awaitLock(intent, locked);
            }
        } finally {
            journal.forgetIntent(payer, idOf(intent));
        }
        return served(call, request, intent, payer);
    }

    private void awaitLock(IntentLocked intent, CompletableFuture<JournalLine> locked) {
        try {
            JournalLine line = locked.get(escrowLockTimeout.toMillis(), TimeUnit.MILLISECONDS);
            if (line.getEntries().stream().noneMatch(EscrowLocked.class::isInstance)) {
                throw new ProblemException(Problem.of(
                                402,
                                "ESCROW_LOCK_FAILED",
                                "The escrow did not take the lock",
                                "the chain refused the authorization; nothing was taken")
                        .with("intentId", idOf(intent)));
            }
        } catch (TimeoutException e) {
            throw new ProblemException(Problem.of(
                            504,
                            "ESCROW_LOCK_PENDING",
                            "The escrow lock is not confirmed yet",
                            "do not pay again: the lock is given back at its deadline if nothing uses it")
                    .with("intentId", idOf(intent)));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopping", e);
        }
    }

    private HttpReply served(HttpCall call, ChatRequest request, IntentLocked intent, String payer) {
        JsonNode answer;
        try {
            answer = provider.send(request, idOf(intent), payer, timeFor(intent));
        } catch (FailedException e) {
            RefundReason reason = e.timedOut() ? RefundReason.TIMED_OUT : RefundReason.PROVIDER_FAILED;
            return refunded(call, intent, reason, String.valueOf(e.getMessage()));
        }
        UsageReceipt receipt;
        try {
            receipt = receipt(answer, intent);
        } catch (ProblemException e) {
            return refunded(call, intent, RefundReason.INVALID_RECEIPT, String.valueOf(e.getMessage()));
        }
        Answer recorded = tell(call, intent, receipt.getInputId(), receipt);
        if (recorded.line().getOutcome() == Outcome.REJECTED) {
            return refunded(
                    call,
                    intent,
                    RefundReason.INVALID_RECEIPT,
                    "the ledger refused the receipt: " + recorded.line().getReason());
        }
        InputId16 id = EventHeaders.newInputId();
        SettlementRequested settle = new SettlementRequested(
                id, intent.getPayer(), intent.getIntentId(), intent.getProvider(), RequestedBy.GATEWAY, null, null);
        Answer settled = Answers.orRejected(tell(call, intent, id, settle));
        return settled(answer.path("completion"), intent, payer, settled);
    }

    /** The SLA, or what is left before the deadline: a receipt that comes later is worth nothing to the provider. */
    private Duration timeFor(IntentLocked intent) throws FailedException {
        Duration left = Duration.between(clock.instant(), Instant.ofEpochMilli(intent.getDeadlineMs()))
                .minus(DEADLINE_MARGIN);
        if (!left.isPositive()) {
            throw new FailedException("no time is left before the deadline", true);
        }
        return left.compareTo(sla) < 0 ? left : sla;
    }

    /** The provider's receipt, which must be signed, for this intent, and agree with the usage of the answer. */
    private UsageReceipt receipt(JsonNode answer, IntentLocked intent) {
        UsageReceipt receipt = acceptance.receipt(answer.path("receipt"), clock.instant());
        if (!IntentIds.text(receipt.getIntentId()).equals(idOf(intent))
                || !receipt.getPayer().equals(intent.getPayer())
                || !receipt.getProvider().equals(intent.getProvider())) {
            throw PaymentOffers.invalid("receipt", "the receipt is for another intent");
        }
        JsonNode usage = answer.path("completion").path("usage");
        if (usage.path("prompt_tokens").asLong(-1) != receipt.getInputTokens()
                || usage.path("completion_tokens").asLong(-1) != receipt.getOutputTokens()) {
            throw PaymentOffers.invalid("receipt.tokens", "the receipt's tokens are not those of the answer's usage");
        }
        return receipt;
    }

    private HttpReply settled(JsonNode completion, IntentLocked intent, String payer, Answer settled) {
        Map<String, Object> settlement = new LinkedHashMap<>();
        settlement.put("intentId", idOf(intent));
        settlement.put("payer", payer);
        settlement.put("provider", InputPublisher.key(intent.getProvider()));
        settlement.put("funding", intent.getFunding().name());
        Answers.entry(settled, IntentClosed.class).ifPresent(closed -> Answers.addClosing(settlement, closed));
        settlement.put("journal", Answers.reference(settled));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("completion", completion);
        body.put("settlement", settlement);
        ObjectNode response = Json.STRICT.createObjectNode();
        response.put("success", true);
        response.put("payer", payer);
        response.put("transaction", "");
        response.put("network", offers.network(intent));
        response.put(
                "amount",
                Long.toString(Answers.entry(settled, IntentClosed.class)
                                .map(Answers::usedNanos)
                                .orElse(0L)
                        / NANOS_PER_MICRO));
        return HttpReply.json(200, body)
                .header(
                        "PAYMENT-RESPONSE",
                        Base64.getEncoder().encodeToString(response.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private HttpReply refunded(HttpCall call, IntentLocked intent, RefundReason reason, String why) {
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
        Answer answer = closedBy(intent, () -> tell(call, intent, id, refund));
        Map<String, Object> closing = new LinkedHashMap<>();
        Answers.entry(answer, IntentClosed.class).ifPresent(closed -> Answers.addClosing(closing, closed));
        Problem problem = Problem.of(502, "PROVIDER_FAILED", "Bad gateway", "Funds automatically refunded")
                .with("intentId", idOf(intent))
                .with("reason", reason.name())
                .with("cause", why)
                .with("journal", Answers.reference(answer));
        // A lock that the chain had not confirmed has nothing to give back in the ledger.
        return HttpReply.problem(
                problem.with("refunded", closing.getOrDefault("refunded", Answers.usdc(intent.getMaxAmountNanos()))));
    }

    /** The answer to a refund; where the deadline was quicker, the line that closed the intent for that. */
    private Answer closedBy(IntentLocked intent, Supplier<Answer> refund) {
        String payer = InputPublisher.key(intent.getPayer());
        CompletableFuture<JournalLine> closing = journal.expectIntent(payer, idOf(intent));
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
                    .with("intentId", idOf(intent)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopping", e);
        } finally {
            journal.forgetIntent(payer, idOf(intent));
        }
    }

    private Answer tell(HttpCall call, IntentLocked intent, InputId16 id, SpecificRecord input) {
        return publisher.publish(TopicCatalog.LEDGER_INPUTS, intent.getPayer(), id, input, TraceContext.of(call));
    }
}
