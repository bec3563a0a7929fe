package io.fluxledger.local.provider;

import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signed receipts in the form that the gateway and POST /v1/receipts take. */
final class ReceiptSigner {
    private static final int NANO_DIGITS = 9;
    private static final int NONCE_BYTES = 32;

    private final Eip712Domain domain;
    private final SecureRandom random = new SecureRandom();

    ReceiptSigner(Eip712Domain domain) {
        this.domain = domain;
    }

    /** A nonce that was never used. */
    Bytes32 freshNonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return Bytes32.of(nonce);
    }

    /** The receipt as JSON object, signed by that key whoever the receipt says is the provider. */
    Map<String, Object> sign(UsageReceiptMessage receipt, PrivateKey key) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("intentId", receipt.intentId());
        json.put("payer", receipt.payer().toString());
        json.put("provider", receipt.provider().toString());
        json.put(
                "used",
                BigDecimal.valueOf(receipt.usedNanos(), NANO_DIGITS)
                        .stripTrailingZeros()
                        .toPlainString());
        json.put("inputTokens", receipt.inputTokens());
        json.put("outputTokens", receipt.outputTokens());
        json.put("payoutChainId", receipt.payoutChainId());
        json.put("nonce", receipt.nonce().toString());
        json.put("timestampMs", receipt.timestampMs());
        json.put("signature", key.sign(receipt.digest(domain)).toString());
        return json;
    }
}
