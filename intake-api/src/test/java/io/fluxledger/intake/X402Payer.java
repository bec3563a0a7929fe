package io.fluxledger.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.VoucherChannel;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Payments as an x402 client makes them of an offer, field by field, so that each can be made wrong. */
final class X402Payer {
    private X402Payer() {}

    static String header(JsonNode payment) {
        return Base64.getEncoder().encodeToString(payment.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A payment by the scheme exact, valid for an hour. */
    static ObjectNode exact(PrivateKey payer, JsonNode offer) {
        long nowS = System.currentTimeMillis() / 1_000;
        return exact(payer, offer, nowS - 600, nowS + 3_600, Person.nonce());
    }

    static ObjectNode exact(PrivateKey payer, JsonNode offer, long validAfterS, long validBeforeS, Bytes32 nonce) {
        Eip3009Authorization authorization = new Eip3009Authorization(
                payer.address(),
                EthAddress.parse(offer.path("payTo").asText()),
                new BigInteger(offer.path("amount").asText()),
                validAfterS,
                validBeforeS,
                nonce);
        Eip712Domain token = new Eip712Domain(
                offer.path("extra").path("name").asText(),
                offer.path("extra").path("version").asText(),
                chainId(offer),
                EthAddress.parse(offer.path("asset").asText()));
        ObjectNode payment = payment(offer);
        ObjectNode payload = payment.putObject("payload");
        payload.put("signature", payer.sign(authorization.transferDigest(token)).toString());
        payload.putObject("authorization")
                .put("from", payer.address().checksummed())
                .put("to", offer.path("payTo").asText())
                .put("value", offer.path("amount").asText())
                .put("validAfter", Long.toString(validAfterS))
                .put("validBefore", Long.toString(validBeforeS))
                .put("nonce", nonce.toString());
        return payment;
    }

    /** A voucher, as a client signs it that was charged that much before. */
    static ObjectNode voucher(PrivateKey payer, PrivateKey signer, JsonNode offer, long chargedMicros) {
        VoucherChannel channel = new VoucherChannel(
                payer.address(),
                payer.address(),
                EthAddress.parse(offer.path("payTo").asText()),
                EthAddress.parse(offer.path("extra").path("receiverAuthorizer").asText()),
                EthAddress.parse(offer.path("asset").asText()),
                offer.path("extra").path("withdrawDelay").asLong(),
                Bytes32.of(new byte[32]));
        BigInteger covered = new BigInteger(offer.path("amount").asText()).add(BigInteger.valueOf(chargedMicros));
        ObjectNode payment = payment(offer);
        ObjectNode payload = payment.putObject("payload").put("type", "voucher");
        payload.putObject("channelConfig")
                .put("payer", channel.payer().checksummed())
                .put("payerAuthorizer", channel.payerAuthorizer().checksummed())
                .put("receiver", channel.receiver().checksummed())
                .put("receiverAuthorizer", channel.receiverAuthorizer().checksummed())
                .put("token", channel.token().checksummed())
                .put("withdrawDelay", channel.withdrawDelayS())
                .put("salt", channel.salt().toString());
        payload.putObject("voucher")
                .put("channelId", channel.id(chainId(offer)).toString())
                .put("maxClaimableAmount", covered.toString())
                .put(
                        "signature",
                        signer.sign(channel.voucherDigest(chainId(offer), covered)
                                        .bytes())
                                .toString());
        return payment;
    }

    private static ObjectNode payment(JsonNode offer) {
        ObjectNode payment = Person.JSON.createObjectNode().put("x402Version", 2);
        payment.set("accepted", offer.deepCopy());
        return payment;
    }

    private static long chainId(JsonNode offer) {
        return Long.parseLong(offer.path("network").asText().replace("eip155:", ""));
    }
}
