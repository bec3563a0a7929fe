package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.Funding;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EscrowPaymentInfo;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** What a caller may pay a call with: the x402 v2 challenge, and the intent that an accepted offer turns into. */
final class PaymentOffers {
    static final String CREDITS = "fluxledger-credits";
    static final String ESCROW = "auth-capture";

    private static final int X402_VERSION = 2;
    private static final int FEE_BPS = 10;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final Duration CAPTURE_MARGIN = Duration.ofHours(1);
    private static final Duration REFUND_MARGIN = Duration.ofDays(30);

    private final ChainsFile chains;
    private final Duration intentExpiry;
    private final SecureRandom random = new SecureRandom();

    PaymentOffers(ChainsFile chains, Duration intentExpiry) {
        this.chains = chains;
        this.intentExpiry = intentExpiry;
    }

    /** Whether the deployment has that chain. */
    boolean isChain(long chainId) {
        return chains.chain(chainId).isPresent();
    }

    /** CAIP-2 name of the chain where the intent's funds are. */
    String network(IntentLocked intent) {
        return "eip155:" + (intent.getFunding() == Funding.CREDITS ? chains.homeChainId() : intent.getPayoutChainId());
    }

    /** The challenge for a call: every way to pay, ready to be signed. */
    ObjectNode challenge(PricedCall call, Instant now) {
        String intentId = "fluxpay:" + hex(12);
        long deadlineMs = now.plus(intentExpiry).toEpochMilli();
        ObjectNode challenge = Json.STRICT.createObjectNode();
        challenge.put("x402Version", X402_VERSION);
        challenge.put("error", "PAYMENT-SIGNATURE header is required");
        ObjectNode resource = challenge.putObject("resource");
        resource.put("url", call.url());
        resource.put("description", call.description());
        resource.put("mimeType", "application/json");
        ArrayNode accepts = challenge.putArray("accepts");
        credits(accepts.addObject(), call, intentId, deadlineMs);
        for (ChainsFile.Chain chain : chains.chains()) {
            if (chain.chainId() == call.provider().payoutChainId()) {
                escrow(accepts.addObject(), call, chain, intentId, deadlineMs, now);
            }
        }
        return challenge;
    }

    private void credits(ObjectNode offer, PricedCall call, String intentId, long deadlineMs) {
        ChainsFile.Chain home = chains.chain(chains.homeChainId()).orElseThrow();
        offer(offer, CREDITS, call, home);
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
    }

    private void escrow(
            ObjectNode offer,
            PricedCall call,
            ChainsFile.Chain chain,
            String intentId,
            long deadlineMs,
            Instant now) {
        offer(offer, ESCROW, call, chain);
        ObjectNode extra = offer.putObject("extra");
        extra.put("name", chain.usdcName());
        extra.put("version", chain.usdcVersion());
        extra.put("authCaptureEscrow", chain.escrow());
        extra.put("tokenCollector", chain.collector());
        extra.put("captureAuthorizer", chain.operator());
        extra.put("preApprovalExpiry", now.plus(intentExpiry).getEpochSecond());
        extra.put("captureDeadline", deadlineMs / 1_000 + CAPTURE_MARGIN.toSeconds());
        extra.put("refundDeadline", deadlineMs / 1_000 + REFUND_MARGIN.toSeconds());
        extra.put("feeRecipient", chain.treasury());
        extra.put("minFeeBps", FEE_BPS);
        extra.put("maxFeeBps", FEE_BPS);
        extra.put("paymentFlow", "escrow");
        extra.put("captureMode", "deferred");
        extra.put("operatorType", "delegated");
        extra.put("salt", salt(intentId));
        extra.put("intentId", intentId);
        extra.put("deadlineMs", deadlineMs);
    }

    private void offer(ObjectNode offer, String scheme, PricedCall call, ChainsFile.Chain chain) {
        offer.put("scheme", scheme);
        offer.put("network", "eip155:" + chain.chainId());
        offer.put("amount", Long.toString(call.maxNanos() / NANOS_PER_MICRO));
        offer.put("asset", chain.usdc());
        offer.put("payTo", call.provider().address().checksummed());
        offer.put("maxTimeoutSeconds", intentExpiry.toSeconds());
    }

    /**
     * The intent, as {@code POST /v1/intents} takes it, that a payment asks for. The echo of the offer is not trusted:
     * what matters of it is signed, and acceptance compares it with the deployment.
     */
    ObjectNode intent(PricedCall call, JsonNode payment) {
        JsonNode accepted = payment.path("accepted");
        JsonNode payload = payment.path("payload");
        return switch (accepted.path("scheme").asText()) {
            case CREDITS -> bound(call, payload.path("intent"));
            case ESCROW -> escrowIntent(call, accepted, payload);
            default -> throw invalid("accepted.scheme", "one of the offered schemes is required");
        };
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

    private ObjectNode escrowIntent(PricedCall call, JsonNode accepted, JsonNode payload) {
        JsonNode extra = accepted.path("extra");
        JsonNode authorization = payload.path("authorization");
        String intentId = extra.path("intentId").asText();
        String network = accepted.path("network").asText();
        if (!network.startsWith("eip155:")) {
            throw invalid("accepted.network", "an eip155 network is required");
        }
        ChainsFile.Chain chain = chains.chains().stream()
                .filter(c -> network.equals("eip155:" + c.chainId()))
                .findFirst()
                .orElseThrow(() -> invalid("accepted.network", "a configured chain is required"));
        long deadlineMs = extra.path("deadlineMs").asLong();
        ObjectNode intent = Json.STRICT.createObjectNode();
        intent.put("intentId", intentId);
        intent.put("payer", authorization.path("from").asText());
        intent.put("provider", call.provider().address().toString());
        intent.put("maxAmount", Answers.usdc(call.maxNanos()));
        intent.put("deadlineMs", deadlineMs);
        intent.put("payoutMode", "INSTANT");
        intent.put("payoutChainId", call.provider().payoutChainId());
        intent.put("nonce", authorization.path("nonce").asText());
        intent.put("signature", payload.path("signature").asText());
        ObjectNode escrow = intent.putObject("escrow");
        escrow.put("chainId", chain.chainId());
        escrow.put("token", chain.usdc());
        escrow.put("operator", chain.operator());
        escrow.put("receiver", call.provider().address().toString());
        escrow.put("maxAmount", Answers.usdc(call.maxNanos()));
        escrow.put("preApprovalExpiryS", seconds(authorization.path("validBefore")));
        escrow.put("authorizationExpiryS", deadlineMs / 1_000 + CAPTURE_MARGIN.toSeconds());
        escrow.put("refundExpiryS", deadlineMs / 1_000 + REFUND_MARGIN.toSeconds());
        escrow.put("minFeeBps", FEE_BPS);
        escrow.put("maxFeeBps", FEE_BPS);
        escrow.put("feeReceiver", chain.treasury());
        escrow.put("salt", salt(intentId));
        escrow.put("signature", payload.path("signature").asText());
        return intent;
    }

    private static long seconds(JsonNode value) {
        try {
            return Long.parseLong(value.asText());
        } catch (NumberFormatException e) {
            throw invalid("payload.authorization.validBefore", "Unix seconds are required");
        }
    }

    /** Salt of an intent's PaymentInfo: binds the authorization's nonce to the intent id. */
    static String salt(String intentId) {
        return EscrowPaymentInfo.saltFor(intentId).toString();
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
