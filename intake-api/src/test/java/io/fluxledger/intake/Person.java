package io.fluxledger.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.DisputeMessage;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EscrowPaymentInfo;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.ProviderRefundMessage;
import io.fluxledger.signatures.ProviderRegistrationMessage;
import io.fluxledger.signatures.ProviderTermsMessage;
import io.fluxledger.signatures.RefundChainMessage;
import io.fluxledger.signatures.RefundRequestMessage;
import io.fluxledger.signatures.SessionGrantMessage;
import io.fluxledger.signatures.SessionRevocationMessage;
import io.fluxledger.signatures.SettlementRequestMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import io.fluxledger.signatures.WithdrawalRequestMessage;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** A payer or provider that signs requests; what is signed is read back from the JSON, so that a change is signed too. */
final class Person {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    final PrivateKey key;
    private final ChainsFile chains;
    private final Eip712Domain domain;

    Person(ChainsFile chains) {
        this(chains, PrivateKey.generate(RANDOM));
    }

    Person(ChainsFile chains, PrivateKey key) {
        this.key = key;
        this.chains = chains;
        ChainsFile.Domain own = chains.domain();
        this.domain =
                new Eip712Domain(own.name(), own.version(), own.chainId(), EthAddress.parse(own.verifyingContract()));
    }

    String address() {
        return key.address().toString();
    }

    static Bytes32 nonce() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Bytes32.of(bytes);
    }

    private static long nanos(ObjectNode body, String field) {
        return new BigDecimal(body.get(field).asText()).movePointRight(9).longValueExact();
    }

    private static EthAddress address(ObjectNode body, String field) {
        return EthAddress.parse(body.get(field).asText());
    }

    private static Bytes32 nonce(ObjectNode body) {
        return Bytes32.parse(body.get("nonce").asText());
    }

    private static String text(ObjectNode body, String field) {
        return body.get(field).asText();
    }

    private static long number(ObjectNode body, String field) {
        return body.get(field).asLong();
    }

    /** Signs the body of that endpoint as it stands. */
    ObjectNode sign(String endpoint, ObjectNode body) {
        byte[] digest = switch (endpoint) {
            case "deposits" -> {
                ChainsFile.Chain chain = chains.chain(number(body, "chainId")).orElseThrow();
                yield Eip3009Authorization.ofMicros(
                                address(body, "from"),
                                EthAddress.parse(chain.treasury()),
                                nanos(body, "amount") / 1_000,
                                number(body, "validAfter"),
                                number(body, "validBefore"),
                                nonce(body))
                        .receiveDigest(token(chain));
            }
            case "intents" ->
                new IntentLockMessage(
                                text(body, "intentId"),
                                address(body, "payer"),
                                address(body, "provider"),
                                nanos(body, "maxAmount"),
                                number(body, "deadlineMs"),
                                text(body, "payoutMode"),
                                number(body, "payoutChainId"),
                                nonce(body))
                        .digest(domain);
            case "receipts" ->
                new UsageReceiptMessage(
                                text(body, "intentId"),
                                address(body, "payer"),
                                address(body, "provider"),
                                nanos(body, "used"),
                                number(body, "inputTokens"),
                                number(body, "outputTokens"),
                                number(body, "payoutChainId"),
                                nonce(body),
                                number(body, "timestampMs"))
                        .digest(domain);
            case "settlements" ->
                new SettlementRequestMessage(
                                text(body, "intentId"), address(body, "payer"), address(body, "provider"), nonce(body))
                        .digest(domain);
            case "refunds" ->
                new RefundRequestMessage(
                                text(body, "intentId"),
                                address(body, "payer"),
                                address(body, "provider"),
                                text(body, "reason"),
                                nonce(body))
                        .digest(domain);
            case "withdrawals" ->
                new WithdrawalRequestMessage(
                                text(body, "withdrawalId"),
                                address(body, "payer"),
                                number(body, "chainId"),
                                nanos(body, "amount"),
                                address(body, "recipient"),
                                number(body, "validBeforeMs"),
                                nonce(body))
                        .digest(domain);
            case "sessions" ->
                new SessionGrantMessage(
                                address(body, "payer"),
                                address(body, "sessionKey"),
                                nanos(body, "limit"),
                                number(body, "expiresMs"),
                                number(body, "chainId"),
                                body.has("provider") ? address(body, "provider") : EthAddress.ZERO,
                                nonce(body))
                        .digest(domain);
            case "revocations" ->
                new SessionRevocationMessage(address(body, "payer"), address(body, "sessionKey"), nonce(body))
                        .digest(domain);
            case "disputes" ->
                new DisputeMessage(
                                text(body, "intentId"),
                                address(body, "payer"),
                                address(body, "provider"),
                                nanos(body, "amount"),
                                text(body, "reason"),
                                nonce(body))
                        .digest(domain);
            case "providerRefunds" ->
                new ProviderRefundMessage(
                                key.address(),
                                address(body, "payer"),
                                text(body, "intentId"),
                                nanos(body, "amount"),
                                nonce(body))
                        .digest(domain);
            case "providers" ->
                new ProviderRegistrationMessage(
                                address(body, "provider"),
                                address(body, "payoutAddress"),
                                number(body, "payoutChainId"),
                                nonce(body),
                                number(body, "validBeforeMs"))
                        .digest(domain);
            case "terms" -> {
                List<Long> alternatives = new ArrayList<>();
                body.get("alternativeChainIds").forEach(chainId -> alternatives.add(chainId.asLong()));
                yield new ProviderTermsMessage(
                                address(body, "provider"),
                                alternatives,
                                body.has("payoutToken") ? address(body, "payoutToken") : EthAddress.ZERO,
                                number(body, "slippageBps"),
                                nonce(body),
                                number(body, "validBeforeMs"))
                        .digest(domain);
            }
            case "refundChain" ->
                new RefundChainMessage(address(body, "payer"), number(body, "chainId"), number(body, "issuedAtMs"))
                        .digest(domain);
            default -> throw new IllegalArgumentException(endpoint);
        };
        return body.put("signature", key.sign(digest).toString());
    }

    /** What this payer sends back for an escrow offer: the x402 payment. */
    ObjectNode acceptEscrow(ObjectNode offer, ChainsFile.Chain chain, EthAddress provider) {
        ObjectNode extra = (ObjectNode) offer.get("extra");
        long maxMicros = number(offer, "amount");
        EscrowPaymentInfo info = new EscrowPaymentInfo(
                address(extra, "captureAuthorizer"),
                key.address(),
                provider,
                address(offer, "asset"),
                maxMicros,
                number(extra, "preApprovalExpiry"),
                number(extra, "captureDeadline"),
                number(extra, "refundDeadline"),
                (int) number(extra, "minFeeBps"),
                (int) number(extra, "maxFeeBps"),
                address(extra, "feeRecipient"),
                Bytes32.parse(text(extra, "salt")));
        Bytes32 nonce = info.payerAgnosticNonce(chain.chainId(), EthAddress.parse(chain.escrow()));
        byte[] digest = Eip3009Authorization.ofMicros(
                        key.address(), address(extra, "tokenCollector"), maxMicros, 0, info.preApprovalExpiryS(), nonce)
                .receiveDigest(token(chain));
        ObjectNode payment = JSON.createObjectNode().put("x402Version", 2);
        payment.set("accepted", offer);
        ObjectNode payload = payment.putObject("payload");
        payload.put("signature", key.sign(digest).toString());
        payload.putObject("authorization")
                .put("from", address())
                .put("to", text(extra, "tokenCollector"))
                .put("value", text(offer, "amount"))
                .put("validAfter", "0")
                .put("validBefore", Long.toString(info.preApprovalExpiryS()))
                .put("nonce", nonce.toString());
        return payment;
    }

    /** What this payer sends back for an offer to lock credits. */
    ObjectNode acceptCredits(ObjectNode offer) {
        return acceptCredits(offer, address());
    }

    /** As {@link #acceptCredits(ObjectNode)}, in the name of a payer who has granted this person's key a session. */
    ObjectNode acceptCredits(ObjectNode offer, String payer) {
        ObjectNode message = (ObjectNode) offer.get("extra").get("message");
        ObjectNode intent = JSON.createObjectNode()
                .put("intentId", text(message, "intentId"))
                .put("payer", payer)
                .put("provider", text(message, "provider"))
                .put(
                        "maxAmount",
                        new BigDecimal(text(message, "maxAmountNanos"))
                                .movePointLeft(9)
                                .toPlainString())
                .put("deadlineMs", number(message, "deadlineMs"))
                .put("payoutMode", text(message, "payoutMode"))
                .put("payoutChainId", number(message, "payoutChainId"))
                .put("nonce", text(message, "nonce"));
        ObjectNode payment = JSON.createObjectNode().put("x402Version", 2);
        payment.set("accepted", offer);
        payment.putObject("payload").set("intent", sign("intents", intent));
        return payment;
    }

    private static Eip712Domain token(ChainsFile.Chain chain) {
        return new Eip712Domain(chain.usdcName(), chain.usdcVersion(), chain.chainId(), EthAddress.parse(chain.usdc()));
    }
}
