package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.intake.x402.CallPayments;
import io.fluxledger.intake.x402.Challenges;
import io.fluxledger.intake.x402.PaidCall;
import io.fluxledger.intake.x402.Sale;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a caller may pay a call with: the x402 v2 challenge, and the lock that an accepted offer turns into. */
final class PaymentOffers {
    /** A lock on credits, signed for each call by the wallet or by a session key. */
    static final String CREDITS = "fluxledger-credits";

    private static final long NANOS_PER_MICRO = 1_000;

    private final ChainsFile chains;
    private final Duration intentExpiry;
    private final CallPayments payments;
    private final Acceptance acceptance;
    private final LedgerViews views;
    private final SecureRandom random = new SecureRandom();

    PaymentOffers(
            ChainsFile chains, Duration intentExpiry, CallPayments payments, Acceptance acceptance, LedgerViews views) {
        this.chains = chains;
        this.intentExpiry = intentExpiry;
        this.payments = payments;
        this.acceptance = acceptance;
        this.views = views;
    }

    /** Whether the deployment has that chain. */
    boolean isChain(long chainId) {
        return chains.chain(chainId).isPresent();
    }

    /** The challenge for a call: every way to pay, ready to be signed. */
    ObjectNode challenge(PricedCall call, Instant now) {
        String intentId = "fluxpay:" + hex(12);
        List<ObjectNode> offers = new ArrayList<>();
        offers.add(credits(call, intentId, now.plus(intentExpiry).toEpochMilli()));
        offers.addAll(payments.offers(sale(call), intentId));
        return Challenges.challenge(Challenges.UNPAID, call.url(), call.description(), offers);
    }

    private static Sale sale(PricedCall call) {
        return new Sale(
                call.provider().address(),
                call.provider().payoutChainId(),
                call.maxNanos(),
                call.url(),
                call.description());
    }

    private ObjectNode credits(PricedCall call, String intentId, long deadlineMs) {
        ChainsFile.Chain home = chains.chain(chains.homeChainId()).orElseThrow();
        ObjectNode offer = Json.STRICT.createObjectNode();
        offer.put("scheme", CREDITS);
        offer.put("network", network());
        offer.put("amount", Long.toString(call.maxNanos() / NANOS_PER_MICRO));
        offer.put("asset", home.usdc());
        offer.put("payTo", call.provider().address().checksummed());
        offer.put("maxTimeoutSeconds", intentExpiry.toSeconds());
        ObjectNode extra = offer.putObject("extra");
        ObjectNode domain = extra.putObject("domain");
        domain.put("name", chains.domain().name());
        domain.put("version", chains.domain().version());
        domain.put("chainId", chains.domain().chainId());
        domain.put("verifyingContract", chains.domain().verifyingContract());
        extra.put("primaryType", "IntentLock");
        ObjectNode message = extra.putObject("message");
        message.put("intentId", intentId);
        message.put("provider", call.provider().address().toString());
        message.put("maxAmountNanos", Long.toString(call.maxNanos()));
        message.put("deadlineMs", deadlineMs);
        message.put("payoutMode", "BATCH");
        message.put("payoutChainId", call.provider().payoutChainId());
        message.put("nonce", "0x" + hex(32));
        return offer;
    }

    private String network() {
        return "eip155:" + chains.homeChainId();
    }

    /** The lock that a payment authorizes; throws what {@link CallPayments#accept} does, and for a payment that is none. */
    PaidCall accept(PricedCall call, JsonNode payment, @Nullable String traceparent, Instant now) {
        if (payments.takes(payment)) {
            return payments.accept(sale(call), payment, traceparent, () -> challenge(call, now));
        }
        if (!payment.path("accepted").path("scheme").asText().equals(CREDITS)) {
            throw invalid("accepted.scheme", "one of the offered schemes is required");
        }
        ObjectNode intent = bound(call, payment.path("payload").path("intent"));
        String payer = intent.path("payer").asText().toLowerCase(Locale.ROOT);
        IntentLocked lock = acceptance.intent(intent, views.sessionsOf(payer), now);
        if (lock.getMaxAmountNanos() < call.maxNanos()) {
            throw invalid("payload.intent.maxAmount", "the lock is below the call's maximum");
        }
        return new PaidCall(lock, (usedNanos, refunded) -> PaidCall.told(payer, network(), usedNanos, refunded));
    }

    private static ObjectNode bound(PricedCall call, JsonNode intent) {
        if (!(intent instanceof ObjectNode object)) {
            throw invalid("payload.intent", "the signed intent is required");
        }
        if (!intent.path("provider")
                .asText()
                .equalsIgnoreCase(call.provider().address().toString())) {
            throw invalid("payload.intent.provider", "the intent is for another provider than the call");
        }
        return object;
    }

    private String hex(int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    static ProblemException invalid(String field, String detail) {
        return new ProblemException(
                Problem.of(400, "INVALID_PAYMENT", "Invalid payment", detail).withField(field));
    }
}
