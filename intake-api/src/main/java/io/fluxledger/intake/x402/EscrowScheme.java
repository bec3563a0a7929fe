package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.accept.CreditLocks;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Json;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EscrowPaymentInfo;
import io.fluxledger.signatures.EthAddress;
import java.time.Duration;
import java.time.Instant;

/**
 * The scheme auth-capture: the payer's own authorization locks the maximum in the escrow on chain. Published clients choose
 * the salt of the payment themselves, and the intent's id is made from the signed nonce; a client that takes salt and intent
 * id from the offer may go on doing so.
 */
public final class EscrowScheme {
    /** Name of the scheme. */
    public static final String NAME = "auth-capture";

    private static final int FEE_BPS = 10;
    private static final long MS_PER_S = 1_000;
    private static final Duration CAPTURE_MARGIN = Duration.ofHours(1);
    private static final Duration REFUND_MARGIN = Duration.ofDays(30);

    private final ChainsFile chains;
    private final Duration intentExpiry;

    public EscrowScheme(ChainsFile chains, Duration intentExpiry) {
        this.chains = chains;
        this.intentExpiry = intentExpiry;
    }

    /** Requirements of a lock on that chain. */
    ObjectNode offer(Sale sale, ChainsFile.Chain chain, String intentId, Instant now) {
        long deadlineMs = now.plus(intentExpiry).toEpochMilli();
        ObjectNode offer = Json.STRICT.createObjectNode();
        offer.put("scheme", NAME);
        offer.put("network", PayChain.network(chain.chainId()));
        offer.put("amount", Long.toString(sale.maxMicros()));
        offer.put("asset", chain.usdc());
        offer.put("payTo", receiver(sale, chain).checksummed());
        offer.put("maxTimeoutSeconds", intentExpiry.toSeconds());
        ObjectNode extra = offer.putObject("extra");
        extra.put("name", chain.usdcName());
        extra.put("version", chain.usdcVersion());
        extra.put("authCaptureEscrow", chain.escrow());
        extra.put("tokenCollector", chain.collector());
        extra.put("captureAuthorizer", chain.operator());
        extra.put("preApprovalExpiry", now.plus(intentExpiry).getEpochSecond());
        extra.put("captureDeadline", deadlineMs / MS_PER_S + CAPTURE_MARGIN.toSeconds());
        extra.put("refundDeadline", deadlineMs / MS_PER_S + REFUND_MARGIN.toSeconds());
        extra.put("feeRecipient", chain.treasury());
        extra.put("minFeeBps", FEE_BPS);
        extra.put("maxFeeBps", FEE_BPS);
        extra.put("paymentFlow", "escrow");
        extra.put("captureMode", "deferred");
        extra.put("operatorType", "delegated");
        extra.put("salt", EscrowPaymentInfo.saltFor(intentId).toString());
        extra.put("intentId", intentId);
        extra.put("deadlineMs", deadlineMs);
        return offer;
    }

    /** On its own chain the provider, on any other the treasury, which passes it on. */
    private static EthAddress receiver(Sale sale, ChainsFile.Chain chain) {
        return chain.chainId() == sale.payoutChainId() ? sale.provider() : EthAddress.parse(chain.treasury());
    }

    /**
     * The intent, as {@code POST /v1/intents} takes it, that a payment asks for. The echo of the offer is not trusted:
     * what matters of it is signed, and acceptance compares it with the deployment.
     */
    ObjectNode intent(Sale sale, JsonNode payment) {
        JsonNode accepted = payment.path("accepted");
        ChainsFile.Chain chain = chains.chains().stream()
                .filter(c -> accepted.path("network").asText().equals(PayChain.network(c.chainId())))
                .findFirst()
                .orElseThrow(() -> new RefusedPaymentException(
                        InvalidReason.NETWORK, "the network must be one that is offered", ""));
        WireFields extra = new WireFields(accepted.path("extra"), "accepted.extra", InvalidReason.PAYLOAD);
        WireFields payload = new WireFields(payment.path("payload"), "payload", InvalidReason.PAYLOAD);
        WireFields signed = payload.object("authorization");
        Bytes32 nonce = signed.bytes32("nonce");
        boolean ownSalt = payment.path("payload").has("salt");
        String intentId = ownSalt ? CreditLocks.intentId(nonce) : extra.text("intentId");
        long deadlineMs = ownSalt
                ? (extra.number("captureDeadline") - CAPTURE_MARGIN.toSeconds()) * MS_PER_S
                : extra.number("deadlineMs");
        String signature = payload.signature("signature").toString();
        ObjectNode intent = Json.STRICT.createObjectNode();
        intent.put("intentId", intentId);
        intent.put("payer", signed.address("from").toString());
        intent.put("provider", sale.provider().toString());
        intent.put("maxAmount", Answers.usdc(sale.lockNanos()));
        intent.put("deadlineMs", deadlineMs);
        intent.put("payoutMode", "INSTANT");
        intent.put("payoutChainId", sale.payoutChainId());
        intent.put("nonce", nonce.toString());
        intent.put("signature", signature);
        ObjectNode escrow = intent.putObject("escrow");
        escrow.put("chainId", chain.chainId());
        escrow.put("token", chain.usdc());
        escrow.put("operator", chain.operator());
        escrow.put("receiver", receiver(sale, chain).toString());
        escrow.put("maxAmount", Answers.usdc(sale.lockNanos()));
        escrow.put("preApprovalExpiryS", signed.seconds("validBefore"));
        escrow.put("authorizationExpiryS", deadlineMs / MS_PER_S + CAPTURE_MARGIN.toSeconds());
        escrow.put("refundExpiryS", deadlineMs / MS_PER_S + REFUND_MARGIN.toSeconds());
        escrow.put("minFeeBps", FEE_BPS);
        escrow.put("maxFeeBps", FEE_BPS);
        escrow.put("feeReceiver", chain.treasury());
        escrow.put(
                "salt",
                ownSalt
                        ? payload.bytes32("salt").toString()
                        : EscrowPaymentInfo.saltFor(intentId).toString());
        escrow.put("signature", signature);
        return intent;
    }
}
