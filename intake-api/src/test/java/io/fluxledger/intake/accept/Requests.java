package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EscrowPaymentInfo;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.ProviderRegistrationMessage;
import io.fluxledger.signatures.RefundRequestMessage;
import io.fluxledger.signatures.SettlementRequestMessage;
import io.fluxledger.signatures.TypedMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import io.fluxledger.signatures.WithdrawalRequestMessage;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** A deployment and one good, really signed request of each kind, as JSON. */
final class Requests {
    static final ObjectMapper JSON = new ObjectMapper();
    static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    static final long NOW_S = NOW.getEpochSecond();
    static final long NOW_MS = NOW.toEpochMilli();
    static final PrivateKey PAYER = PrivateKey.fromHex("11".repeat(32));
    static final PrivateKey PROVIDER = PrivateKey.fromHex("22".repeat(32));
    static final PrivateKey STRANGER = PrivateKey.fromHex("33".repeat(32));
    static final EthAddress TREASURY = address("aa");
    static final EthAddress OPERATOR = address("bb");
    static final EthAddress USDC = address("cc");
    static final EthAddress ESCROW = address("dd");
    static final EthAddress COLLECTOR = address("ee");
    static final EthAddress AUDIT = address("ab");
    static final EthAddress WALLET = address("77");
    static final Bytes32 NONCE = Bytes32.parse("0x" + "4d".repeat(32));
    static final Eip712Domain DOMAIN = new Eip712Domain("Fluxledger", "1", 43114, AUDIT);
    static final ChainsFile CHAINS = new ChainsFile(
            43114,
            new ChainsFile.Domain("Fluxledger", "1", 43114, AUDIT.toString()),
            List.of(chain(43114, "avalanche"), chain(42161, "arbitrum")));

    private Requests() {}

    static EthAddress address(String twoDigits) {
        return EthAddress.parse("0x" + twoDigits.repeat(20));
    }

    private static ChainsFile.Chain chain(long chainId, String name) {
        return new ChainsFile.Chain(
                chainId,
                name,
                URI.create("http://127.0.0.1:1"),
                USDC.toString(),
                "USD Coin",
                "2",
                ESCROW.toString(),
                COLLECTOR.toString(),
                AUDIT.toString(),
                TREASURY.toString(),
                OPERATOR.toString(),
                2);
    }

    static Eip712Domain token(long chainId) {
        return new Eip712Domain("USD Coin", "2", chainId, USDC);
    }

    static ObjectNode good(String kind) {
        return switch (kind) {
            case "deposit" -> deposit();
            case "intent" -> intent();
            case "escrow" -> escrow("i-1", EscrowPaymentInfo.saltFor("i-1"), true);
            case "escrow-unsigned" -> escrow("i-1", EscrowPaymentInfo.saltFor("i-1"), false);
            case "escrow-random-salt" -> escrow("i-1", NONCE, false);
            case "receipt" -> receipt();
            case "settlement" -> settlement(PROVIDER);
            case "refund" -> refund(PAYER);
            case "withdrawal" -> withdrawal();
            case "provider" -> provider();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    static ObjectNode deposit() {
        Eip3009Authorization authorization =
                Eip3009Authorization.ofMicros(PAYER.address(), TREASURY, 100_000_000, NOW_S - 1, NOW_S + 60, NONCE);
        return JSON.createObjectNode()
                .put("chainId", 43114)
                .put("from", PAYER.address().toString())
                .put("amount", "100")
                .put("validAfter", NOW_S - 1)
                .put("validBefore", NOW_S + 60)
                .put("nonce", NONCE.toString())
                .put(
                        "signature",
                        PAYER.sign(authorization.receiveDigest(token(43114))).toString());
    }

    static ObjectNode intent() {
        ObjectNode body = JSON.createObjectNode()
                .put("intentId", "i-1")
                .put("payer", PAYER.address().toString())
                .put("provider", PROVIDER.address().toString())
                .put("maxAmount", "0.05")
                .put("deadlineMs", NOW_MS + 300_000)
                .put("payoutMode", "BATCH")
                .put("payoutChainId", 42161)
                .put("nonce", NONCE.toString());
        return sign(body, PAYER, lockMessage(body, 50_000_000));
    }

    private static IntentLockMessage lockMessage(JsonNode body, long maxAmountNanos) {
        return new IntentLockMessage(
                body.get("intentId").asText(),
                PAYER.address(),
                PROVIDER.address(),
                maxAmountNanos,
                body.get("deadlineMs").asLong(),
                body.get("payoutMode").asText(),
                body.get("payoutChainId").asLong(),
                Bytes32.parse(body.get("nonce").asText()));
    }

    static ObjectNode escrow(String intentId, Bytes32 salt, boolean lockSigned) {
        EscrowPaymentInfo info = new EscrowPaymentInfo(
                OPERATOR,
                PAYER.address(),
                PROVIDER.address(),
                USDC,
                50_000,
                NOW_S + 120,
                NOW_S + 600,
                NOW_S + 900,
                10,
                10,
                TREASURY,
                salt);
        Bytes32 nonce = info.payerAgnosticNonce(42161, ESCROW);
        Eip3009Authorization authorization =
                Eip3009Authorization.ofMicros(PAYER.address(), COLLECTOR, 50_000, 0, NOW_S + 120, nonce);
        ObjectNode body = intent();
        body.put("intentId", intentId).put("payoutMode", "INSTANT").put("nonce", nonce.toString());
        body.remove("signature");
        body.putObject("escrow")
                .put("chainId", 42161)
                .put("token", USDC.toString())
                .put("operator", OPERATOR.toString())
                .put("receiver", PROVIDER.address().toString())
                .put("maxAmount", "0.05")
                .put("preApprovalExpiryS", NOW_S + 120)
                .put("authorizationExpiryS", NOW_S + 600)
                .put("refundExpiryS", NOW_S + 900)
                .put("minFeeBps", 10)
                .put("maxFeeBps", 10)
                .put("feeReceiver", TREASURY.toString())
                .put("salt", salt.toString())
                .put(
                        "signature",
                        PAYER.sign(authorization.receiveDigest(token(42161))).toString());
        return lockSigned ? sign(body, PAYER, lockMessage(body, 50_000_000)) : body;
    }

    static ObjectNode receipt() {
        UsageReceiptMessage message = new UsageReceiptMessage(
                "i-1", PAYER.address(), PROVIDER.address(), 7_000_000, 100, 50, 42161, NONCE, NOW_MS);
        ObjectNode body = JSON.createObjectNode()
                .put("intentId", "i-1")
                .put("payer", PAYER.address().toString())
                .put("provider", PROVIDER.address().toString())
                .put("used", "0.007")
                .put("inputTokens", 100)
                .put("outputTokens", 50)
                .put("payoutChainId", 42161)
                .put("nonce", NONCE.toString())
                .put("timestampMs", NOW_MS);
        return sign(body, PROVIDER, message);
    }

    static ObjectNode settlement(PrivateKey signer) {
        return sign(closing(), signer, new SettlementRequestMessage("i-1", PAYER.address(), PROVIDER.address(), NONCE));
    }

    static ObjectNode refund(PrivateKey signer) {
        return sign(
                closing().put("reason", "TIMED_OUT"),
                signer,
                new RefundRequestMessage("i-1", PAYER.address(), PROVIDER.address(), "TIMED_OUT", NONCE));
    }

    private static ObjectNode closing() {
        return JSON.createObjectNode()
                .put("intentId", "i-1")
                .put("payer", PAYER.address().toString())
                .put("provider", PROVIDER.address().toString())
                .put("nonce", NONCE.toString());
    }

    static ObjectNode withdrawal() {
        ObjectNode body = JSON.createObjectNode()
                .put("withdrawalId", "w-1")
                .put("payer", PAYER.address().toString())
                .put("chainId", 43114)
                .put("amount", "1.5")
                .put("recipient", WALLET.toString())
                .put("validBeforeMs", NOW_MS + 60_000)
                .put("nonce", NONCE.toString());
        return sign(
                body,
                PAYER,
                new WithdrawalRequestMessage(
                        "w-1", PAYER.address(), 43114, 1_500_000_000L, WALLET, NOW_MS + 60_000, NONCE));
    }

    static ObjectNode provider() {
        ObjectNode body = JSON.createObjectNode()
                .put("provider", PROVIDER.address().toString())
                .put("payoutAddress", WALLET.toString())
                .put("payoutChainId", 42161)
                .put("nonce", NONCE.toString())
                .put("validBeforeMs", NOW_MS + 60_000);
        return sign(
                body,
                PROVIDER,
                new ProviderRegistrationMessage(PROVIDER.address(), WALLET, 42161, NONCE, NOW_MS + 60_000));
    }

    private static ObjectNode sign(ObjectNode body, PrivateKey key, TypedMessage message) {
        return body.put("signature", key.sign(message.digest(DOMAIN)).toString());
    }
}
