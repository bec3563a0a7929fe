package io.fluxledger.local.client;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.fluxledger.signatures.RefundRequestMessage;
import io.fluxledger.signatures.SettlementRequestMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import io.fluxledger.signatures.WithdrawalRequestMessage;
import java.security.SecureRandom;

/** A payer's or provider's key: makes the signed requests of the public HTTP API. */
public final class Wallet {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long AUTHORIZATION_VALID_S = 3600;
    private static final long MS_PER_S = 1000;

    private final PrivateKey key;
    private final ChainsFile chains;
    private final Eip712Domain domain;

    public Wallet(PrivateKey key, ChainsFile chains) {
        this.key = key;
        this.chains = chains;
        ChainsFile.Domain d = chains.domain();
        this.domain = new Eip712Domain(d.name(), d.version(), d.chainId(), EthAddress.parse(d.verifyingContract()));
    }

    /** A wallet that nobody has used. */
    public static Wallet fresh(ChainsFile chains) {
        return new Wallet(PrivateKey.generate(RANDOM), chains);
    }

    public EthAddress address() {
        return key.address();
    }

    /** A nonce that was never used. */
    public static Bytes32 freshNonce() {
        byte[] nonce = new byte[32];
        RANDOM.nextBytes(nonce);
        return Bytes32.of(nonce);
    }

    /** POST /v1/deposits: moves USDC from this wallet into the treasury. */
    public ObjectNode deposit(long chainId, long amountMicros) {
        ChainsFile.Chain chain = chain(chainId);
        long nowS = System.currentTimeMillis() / MS_PER_S;
        return deposit(chainId, amountMicros, 0, nowS + AUTHORIZATION_VALID_S, EthAddress.parse(chain.treasury()));
    }

    /** As {@link #deposit(long, long)} with every term chosen. */
    public ObjectNode deposit(
            long chainId, long amountMicros, long validAfterS, long validBeforeS, EthAddress recipient) {
        Bytes32 nonce = freshNonce();
        Eip3009Authorization authorization =
                Eip3009Authorization.ofMicros(address(), recipient, amountMicros, validAfterS, validBeforeS, nonce);
        return JSON.createObjectNode()
                .put("chainId", chainId)
                .put("from", address().toString())
                .put("amount", Usdc.ofMicros(amountMicros))
                .put("validAfter", validAfterS)
                .put("validBefore", validBeforeS)
                .put("nonce", nonce.toString())
                .put("signature", sign(authorization.receiveDigest(token(chain(chainId)))));
    }

    /** POST /v1/intents funded by credits. */
    public ObjectNode intent(IntentLockMessage lock) {
        return JSON.createObjectNode()
                .put("intentId", lock.intentId())
                .put("payer", lock.payer().toString())
                .put("provider", lock.provider().toString())
                .put("maxAmount", Usdc.ofNanos(lock.maxAmountNanos()))
                .put("deadlineMs", lock.deadlineMs())
                .put("payoutMode", lock.payoutMode())
                .put("payoutChainId", lock.payoutChainId())
                .put("nonce", lock.nonce().toString())
                .put("signature", sign(lock.digest(domain)));
    }

    /** Payment of a gateway call from credits: the signed lock that the offer describes. */
    public ObjectNode creditsPayment(JsonNode offer) {
        JsonNode message = offer.path("extra").path("message");
        IntentLockMessage lock = new IntentLockMessage(
                message.path("intentId").asText(),
                address(),
                EthAddress.parse(message.path("provider").asText()),
                message.path("maxAmountNanos").asLong(),
                message.path("deadlineMs").asLong(),
                message.path("payoutMode").asText(),
                message.path("payoutChainId").asLong(),
                Bytes32.parse(message.path("nonce").asText()));
        ObjectNode payment = payment(offer);
        payment.putObject("payload").set("intent", intent(lock));
        return payment;
    }

    /** Payment of a gateway call from this wallet's USDC: an authorization for the escrow with the offer's terms. */
    public ObjectNode escrowPayment(JsonNode offer) {
        JsonNode extra = offer.path("extra");
        long chainId = Long.parseLong(offer.path("network").asText().replace("eip155:", ""));
        long preApprovalExpiryS = extra.path("preApprovalExpiry").asLong();
        EscrowPaymentInfo terms = new EscrowPaymentInfo(
                EthAddress.parse(extra.path("captureAuthorizer").asText()),
                address(),
                EthAddress.parse(offer.path("payTo").asText()),
                EthAddress.parse(offer.path("asset").asText()),
                offer.path("amount").asLong(),
                preApprovalExpiryS,
                extra.path("captureDeadline").asLong(),
                extra.path("refundDeadline").asLong(),
                extra.path("minFeeBps").asInt(),
                extra.path("maxFeeBps").asInt(),
                EthAddress.parse(extra.path("feeRecipient").asText()),
                Bytes32.parse(extra.path("salt").asText()));
        Bytes32 nonce = terms.payerAgnosticNonce(
                chainId, EthAddress.parse(extra.path("authCaptureEscrow").asText()));
        EthAddress collector = EthAddress.parse(extra.path("tokenCollector").asText());
        Eip3009Authorization authorization = Eip3009Authorization.ofMicros(
                address(), collector, terms.maxAmountMicros(), 0, preApprovalExpiryS, nonce);
        ObjectNode payment = payment(offer);
        ObjectNode payload = payment.putObject("payload");
        payload.putObject("authorization")
                .put("from", address().toString())
                .put("to", collector.toString())
                .put("value", Long.toString(terms.maxAmountMicros()))
                .put("validAfter", "0")
                .put("validBefore", Long.toString(preApprovalExpiryS))
                .put("nonce", nonce.toString());
        payload.put("signature", sign(authorization.receiveDigest(token(chain(chainId)))));
        return payment;
    }

    private static ObjectNode payment(JsonNode offer) {
        ObjectNode payment = JSON.createObjectNode().put("x402Version", 2);
        payment.set("accepted", offer);
        return payment;
    }

    /** POST /v1/receipts, by a provider. */
    public ObjectNode receipt(UsageReceiptMessage receipt) {
        return JSON.createObjectNode()
                .put("intentId", receipt.intentId())
                .put("payer", receipt.payer().toString())
                .put("provider", receipt.provider().toString())
                .put("used", Usdc.ofNanos(receipt.usedNanos()))
                .put("inputTokens", receipt.inputTokens())
                .put("outputTokens", receipt.outputTokens())
                .put("payoutChainId", receipt.payoutChainId())
                .put("nonce", receipt.nonce().toString())
                .put("timestampMs", receipt.timestampMs())
                .put("signature", sign(receipt.digest(domain)));
    }

    /** POST /v1/settlements; the ledger takes it from the provider only. */
    public ObjectNode settlement(String intentId, EthAddress payer, EthAddress provider) {
        SettlementRequestMessage request = new SettlementRequestMessage(intentId, payer, provider, freshNonce());
        return JSON.createObjectNode()
                .put("intentId", intentId)
                .put("payer", payer.toString())
                .put("provider", provider.toString())
                .put("nonce", request.nonce().toString())
                .put("signature", sign(request.digest(domain)));
    }

    /** POST /v1/refunds; the ledger takes it from the provider only. */
    public ObjectNode refund(String intentId, EthAddress payer, EthAddress provider, String reason) {
        RefundRequestMessage request = new RefundRequestMessage(intentId, payer, provider, reason, freshNonce());
        return JSON.createObjectNode()
                .put("intentId", intentId)
                .put("payer", payer.toString())
                .put("provider", provider.toString())
                .put("reason", reason)
                .put("nonce", request.nonce().toString())
                .put("signature", sign(request.digest(domain)));
    }

    /** POST /v1/withdrawals to this wallet. */
    public ObjectNode withdrawal(String withdrawalId, long chainId, long amountNanos) {
        WithdrawalRequestMessage request = new WithdrawalRequestMessage(
                withdrawalId,
                address(),
                chainId,
                amountNanos,
                address(),
                System.currentTimeMillis() + AUTHORIZATION_VALID_S * MS_PER_S,
                freshNonce());
        return JSON.createObjectNode()
                .put("withdrawalId", withdrawalId)
                .put("payer", address().toString())
                .put("chainId", chainId)
                .put("amount", Usdc.ofNanos(amountNanos))
                .put("recipient", address().toString())
                .put("validBeforeMs", request.validBeforeMs())
                .put("nonce", request.nonce().toString())
                .put("signature", sign(request.digest(domain)));
    }

    /** POST /v1/providers: this provider wants to be paid to its own address on that chain. */
    public ObjectNode registration(long payoutChainId) {
        ProviderRegistrationMessage request = new ProviderRegistrationMessage(
                address(),
                address(),
                payoutChainId,
                freshNonce(),
                System.currentTimeMillis() + AUTHORIZATION_VALID_S * MS_PER_S);
        return JSON.createObjectNode()
                .put("provider", address().toString())
                .put("payoutAddress", address().toString())
                .put("payoutChainId", payoutChainId)
                .put("nonce", request.nonce().toString())
                .put("validBeforeMs", request.validBeforeMs())
                .put("signature", sign(request.digest(domain)));
    }

    /** POST /v1/disputes, by the payer of a settled intent. */
    public ObjectNode dispute(String intentId, EthAddress provider, long amountNanos, String reason) {
        DisputeMessage dispute = new DisputeMessage(intentId, address(), provider, amountNanos, reason, freshNonce());
        return JSON.createObjectNode()
                .put("intentId", intentId)
                .put("payer", address().toString())
                .put("provider", provider.toString())
                .put("amount", Usdc.ofNanos(amountNanos))
                .put("reason", reason)
                .put("nonce", dispute.nonce().toString())
                .put("signature", sign(dispute.digest(domain)));
    }

    /** POST /v1/providers/{provider}/refunds, by that provider. */
    public ObjectNode giveBack(String intentId, EthAddress payer, long amountNanos) {
        ProviderRefundMessage refund = new ProviderRefundMessage(address(), payer, intentId, amountNanos, freshNonce());
        return JSON.createObjectNode()
                .put("payer", payer.toString())
                .put("intentId", intentId)
                .put("amount", Usdc.ofNanos(amountNanos))
                .put("nonce", refund.nonce().toString())
                .put("signature", sign(refund.digest(domain)));
    }

    private static Eip712Domain token(ChainsFile.Chain chain) {
        return new Eip712Domain(chain.usdcName(), chain.usdcVersion(), chain.chainId(), EthAddress.parse(chain.usdc()));
    }

    private ChainsFile.Chain chain(long chainId) {
        return chains.chain(chainId)
                .orElseThrow(() -> new IllegalArgumentException("chain " + chainId + " is not in chains.json"));
    }

    private String sign(byte[] digest) {
        return key.sign(digest).toString();
    }
}
