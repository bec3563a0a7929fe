package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Json;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.InvalidSignatureException;
import io.fluxledger.signatures.SignatureRecovery;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scheme exact on EVM chains by EIP-3009, to the treasuries of this deployment and to nobody else: what is settled is a
 * deposit. Requirements are compared with the deployment, payments with the requirements.
 */
public final class ExactScheme {
    static final String NAME = "exact";
    private static final long NANOS_PER_MICRO = 1_000;
    private static final BigInteger MAX_MICROS = BigInteger.valueOf(Long.MAX_VALUE / NANOS_PER_MICRO);
    /** Time that the relayer needs to bring an authorization on chain. */
    private static final Duration SUBMISSION = Duration.ofSeconds(15);

    private final Map<String, PayChain> chains = new LinkedHashMap<>();
    private final Duration validity;

    /** @param validity how long a payer's authorization is to be valid */
    public ExactScheme(ChainsFile file, Duration validity) {
        this.validity = validity;
        chains.put(PayChain.network(file.homeChainId()), home(file));
        for (ChainsFile.Chain chain : file.chains()) {
            chains.putIfAbsent(PayChain.network(chain.chainId()), PayChain.of(chain));
        }
    }

    static PayChain home(ChainsFile file) {
        return PayChain.of(file.chain(file.homeChainId()).orElseThrow());
    }

    /** All chains, the home chain first. */
    List<PayChain> chains() {
        return List.copyOf(chains.values());
    }

    /** Requirements of a payment on that chain. */
    ObjectNode offer(PayChain chain, long amountMicros) {
        ObjectNode offer = Json.STRICT.createObjectNode();
        offer.put("scheme", NAME);
        offer.put("network", chain.network());
        offer.put("amount", Long.toString(amountMicros));
        offer.put("asset", chain.usdc().checksummed());
        offer.put("payTo", chain.treasury().checksummed());
        offer.put("maxTimeoutSeconds", validity.toSeconds());
        offer.putObject("extra")
                .put("name", chain.chain().usdcName())
                .put("version", chain.chain().usdcVersion());
        return offer;
    }

    /** The payment of an amount that the payer has chosen to make on one of the chains. */
    ExactPayment readPayment(JsonNode payment, long amountMicros) {
        PayChain chain = chain(payment.path("accepted"), InvalidReason.NETWORK);
        return read(payment, offer(chain, amountMicros));
    }

    /**
     * Payment and requirements as they are given to a facilitator.
     *
     * @throws RefusedPaymentException what is wrong with them, times and the chain's state aside
     */
    ExactPayment read(JsonNode payment, JsonNode requirements) {
        JsonNode version = payment.path("x402Version");
        if (!version.isIntegralNumber() || version.intValue() != PaymentHeaders.VERSION) {
            throw refused(InvalidReason.VERSION, "x402Version must be 2");
        }
        WireFields wanted = new WireFields(requirements, "paymentRequirements", InvalidReason.REQUIREMENTS);
        JsonNode accepted = payment.path("accepted");
        if (!wanted.text("scheme").equals(NAME)
                || !accepted.path("scheme").asText().equals(NAME)) {
            throw refused(InvalidReason.SCHEME, "the scheme must be " + NAME);
        }
        PayChain chain = chain(requirements, InvalidReason.NETWORK);
        if (!accepted.path("network").asText().equals(chain.network())) {
            throw refused(InvalidReason.NETWORK, "the payment is for another network than " + chain.network());
        }
        requireOurs(wanted, chain);
        WireFields payload = new WireFields(payment.path("payload"), "payload", InvalidReason.PAYLOAD);
        WireFields signed = payload.object("authorization");
        Eip3009Authorization authorization = new Eip3009Authorization(
                signed.address("from"),
                signed.address("to"),
                signed.whole("value"),
                signed.seconds("validAfter"),
                signed.seconds("validBefore"),
                signed.bytes32("nonce"));
        EthSignature signature = payload.signature("signature");
        ExactPayment read = new ExactPayment(chain, authorization, signature);
        requireMatch(read, wanted.whole("amount"));
        return read;
    }

    private PayChain chain(JsonNode requirements, InvalidReason reason) {
        PayChain chain = chains.get(requirements.path("network").asText());
        if (chain == null) {
            throw refused(reason, "the network must be one of " + String.join(", ", chains.keySet()));
        }
        return chain;
    }

    private static void requireOurs(WireFields wanted, PayChain chain) {
        if (!wanted.address("asset").equals(chain.usdc())) {
            throw refused(InvalidReason.REQUIREMENTS, "the asset must be " + chain.usdc());
        }
        if (!wanted.address("payTo").equals(chain.treasury())) {
            throw refused(InvalidReason.RECIPIENT, "payTo must be the treasury " + chain.treasury());
        }
        BigInteger amount = wanted.whole("amount");
        if (amount.signum() == 0 || amount.compareTo(MAX_MICROS) > 0) {
            throw refused(InvalidReason.REQUIREMENTS, "the amount must be from 1 to " + MAX_MICROS);
        }
        WireFields extra = wanted.object("extra");
        if (!extra.text("name").equals(chain.chain().usdcName())
                || !extra.text("version").equals(chain.chain().usdcVersion())) {
            throw refused(
                    InvalidReason.REQUIREMENTS,
                    "the token is \"" + chain.chain().usdcName() + "\" version "
                            + chain.chain().usdcVersion());
        }
    }

    private static void requireMatch(ExactPayment payment, BigInteger amount) {
        Eip3009Authorization authorization = payment.authorization();
        EthAddress treasury = payment.chain().treasury();
        if (!authorization.to().equals(treasury)) {
            throw refused(InvalidReason.RECIPIENT, "the authorization must be to " + treasury, payment.payer());
        }
        if (!authorization.value().equals(amount)) {
            throw refused(InvalidReason.VALUE, "the authorization must be of " + amount, payment.payer());
        }
        EthAddress signer;
        try {
            signer = SignatureRecovery.recover(payment.digest().bytes(), payment.signature());
        } catch (InvalidSignatureException e) {
            throw refused(InvalidReason.SIGNATURE, "the signature belongs to no key", payment.payer());
        }
        if (!signer.equals(authorization.from())) {
            throw refused(
                    InvalidReason.SIGNATURE,
                    "the signature is by " + signer + " for these values and this token",
                    payment.payer());
        }
    }

    /** @throws RefusedPaymentException when the authorization is not valid now, or not long enough to be brought on chain */
    void requireValid(ExactPayment payment, Instant now) {
        if (payment.authorization().validAfterS() >= now.getEpochSecond()) {
            throw refused(InvalidReason.VALID_AFTER, "validAfter must be in the past", payment.payer());
        }
        if (payment.authorization().validBeforeS() <= now.plus(SUBMISSION).getEpochSecond()) {
            throw refused(
                    InvalidReason.VALID_BEFORE,
                    "validBefore must be more than " + SUBMISSION.toSeconds() + " s away",
                    payment.payer());
        }
    }

    private static RefusedPaymentException refused(InvalidReason reason, String detail) {
        return refused(reason, detail, "");
    }

    private static RefusedPaymentException refused(InvalidReason reason, String detail, String payer) {
        return new RefusedPaymentException(reason, detail, payer);
    }
}
