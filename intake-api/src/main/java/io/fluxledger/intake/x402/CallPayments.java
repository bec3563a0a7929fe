package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.intake.accept.CreditLocks;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Payments of metered calls by the schemes that published x402 clients know. */
public final class CallPayments {
    private final ChainsFile chains;
    private final Acceptance acceptance;
    private final CreditLocks locks;
    private final LedgerViews views;
    private final ExactScheme exact;
    private final EscrowScheme escrow;
    private final VoucherScheme vouchers;
    private final Settlements settlements;
    private final Duration intentExpiry;
    private final Duration wait;
    private final Clock clock;

    /** @param wait how long a payment on chain is waited for before it is answered as pending */
    public CallPayments(
            ChainsFile chains,
            Acceptance acceptance,
            CreditLocks locks,
            LedgerViews views,
            ExactScheme exact,
            Settlements settlements,
            Duration intentExpiry,
            Duration wait,
            Clock clock) {
        this.chains = chains;
        this.acceptance = acceptance;
        this.locks = locks;
        this.views = views;
        this.exact = exact;
        this.escrow = new EscrowScheme(chains, intentExpiry);
        this.vouchers = new VoucherScheme(ExactScheme.home(chains), intentExpiry, locks, views);
        this.settlements = settlements;
        this.intentExpiry = intentExpiry;
        this.wait = wait;
        this.clock = clock;
    }

    /**
     * Every way to pay, the cheapest for the payer first: a client takes the first that it knows.
     *
     * @param intentId of the intent that a client may open which takes the id from the offer
     */
    public List<ObjectNode> offers(Sale sale, String intentId) {
        Instant now = clock.instant();
        List<ObjectNode> offers = new ArrayList<>();
        offers.add(vouchers.offer(sale, now));
        chains.chains().stream()
                // The provider's own chain first: there nothing has to cross.
                .sorted(Comparator.comparing(chain -> chain.chainId() != sale.payoutChainId()))
                .forEach(chain -> offers.add(escrow.offer(sale, chain, intentId, now)));
        exact.chains().forEach(chain -> offers.add(exact.offer(chain, sale.maxMicros())));
        return offers;
    }

    /** Whether this is one of the schemes of x402. */
    public boolean takes(JsonNode payment) {
        return switch (scheme(payment)) {
            case VoucherScheme.NAME, EscrowScheme.NAME, ExactScheme.NAME -> true;
            default -> false;
        };
    }

    private static String scheme(JsonNode payment) {
        return payment.path("accepted").path("scheme").asText();
    }

    /**
     * The lock that a payment authorizes. A payment on chain is settled before.
     *
     * @param challenge what is asked for when the payment is refused
     * @throws PaymentAnswerException when it is refused, or not confirmed yet
     * @throws ProblemException when it was used before, or cannot be decided now
     */
    public PaidCall accept(Sale sale, JsonNode payment, @Nullable String traceparent, Supplier<ObjectNode> challenge) {
        try {
            return switch (scheme(payment)) {
                case VoucherScheme.NAME -> vouchers.accept(sale, payment, clock.instant());
                case EscrowScheme.NAME -> escrowed(sale, payment);
                case ExactScheme.NAME -> toppedUp(sale, payment, traceparent, challenge);
                default -> throw new RefusedPaymentException(InvalidReason.SCHEME, "the scheme is not offered", "");
            };
        } catch (RefusedPaymentException e) {
            throw refused(e, payment, challenge.get());
        }
    }

    private PaymentAnswerException refused(RefusedPaymentException e, JsonNode payment, ObjectNode challenge) {
        if (e.reason() == InvalidReason.VOUCHER_AMOUNT) {
            vouchers.addState(challenge, payment);
        }
        return new PaymentAnswerException(
                Challenges.problem(e.reason(), e.detail()),
                challenge,
                Challenges.refused(e.reason(), e.detail(), challenge));
    }

    private PaidCall escrowed(Sale sale, JsonNode payment) {
        ObjectNode intent = escrow.intent(sale, payment);
        String payer = intent.path("payer").asText();
        IntentLocked lock = acceptance.intent(intent, views.sessionsOf(payer), clock.instant());
        String network = payment.path("accepted").path("network").asText();
        return new PaidCall(lock, (usedNanos, refunded) -> PaidCall.told(payer, network, usedNanos, refunded));
    }

    /** The amount becomes credits, and the call draws on them; what it does not use stays the payer's. */
    private PaidCall toppedUp(Sale sale, JsonNode sent, @Nullable String traceparent, Supplier<ObjectNode> challenge) {
        ExactPayment payment = exact.readPayment(sent, sale.maxMicros());
        String intentId = CreditLocks.intentId(payment.digest());
        if (views.intent(payment.payer(), intentId).isPresent()) {
            throw new ProblemException(Problem.of(
                            409,
                            "PAYMENT_ALREADY_USED",
                            "The payment was used before",
                            "what it did not use is in the payer's credits; ask GET /v1/intents/" + intentId + "?payer="
                                    + payment.payer())
                    .with("intentId", intentId));
        }
        Settlement settlement = settlements.settle(payment, wait, traceparent);
        ObjectNode response = Settlement.response(settlement, payment);
        return switch (settlement) {
            case Settlement.Settled _ -> new PaidCall(lock(sale, payment), (usedNanos, refunded) -> response);
            case Settlement.Pending pending ->
                throw new PaymentAnswerException(
                        pendingProblem(pending),
                        null,
                        PaymentHeaders.response(HttpReply.json(202, body(payment, pending)), response)
                                .header("Retry-After", "1"));
            case Settlement.Failed failed -> {
                ObjectNode required = challenge.get();
                HttpReply reply = Challenges.refused(failed.reason(), failed.detail(), required);
                throw new PaymentAnswerException(
                        Challenges.problem(failed.reason(), failed.detail()),
                        required,
                        PaymentHeaders.response(reply, response));
            }
        };
    }

    /** For callers that have no status of HTTP to look at. */
    private static Problem pendingProblem(Settlement.Pending pending) {
        return Problem.of(
                        503,
                        "PAYMENT_PENDING",
                        "The payment is not confirmed yet",
                        "do not pay again: send the same request with the same payment")
                .with("transaction", pending.transaction());
    }

    private static Map<String, Object> body(ExactPayment payment, Settlement.Pending settlement) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("state", "payment_received");
        body.put("payer", payment.payer());
        body.put("depositId", payment.authorization().nonce().toString());
        body.put("transaction", settlement.transaction());
        body.put("detail", "not confirmed yet; send the same request with the same payment again");
        return body;
    }

    private IntentLocked lock(Sale sale, ExactPayment payment) {
        Instant now = clock.instant();
        return locks.accept(
                new CreditLocks.Wanted(
                        sale.provider(),
                        sale.lockNanos(),
                        now.plus(intentExpiry).toEpochMilli(),
                        sale.payoutChainId()),
                payment.authorization().from(),
                payment.digest(),
                payment.digest(),
                payment.signature(),
                now);
    }
}
