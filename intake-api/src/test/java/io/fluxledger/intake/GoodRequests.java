package io.fluxledger.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Good requests of a payer and a provider, each signed by whom it must be, with fresh nonces. */
record GoodRequests(Person payer, Person provider) {
    private static final long CHAIN_ID = 43114;

    private static ObjectNode json() {
        return Person.JSON.createObjectNode().put("nonce", Person.nonce().toString());
    }

    private ObjectNode onIntent(String intentId) {
        return json().put("intentId", intentId).put("payer", payer.address()).put("provider", provider.address());
    }

    ObjectNode deposit() {
        return payer.sign(
                "deposits",
                json().put("chainId", CHAIN_ID)
                        .put("from", payer.address())
                        .put("amount", "10")
                        .put("validAfter", 0)
                        .put("validBefore", System.currentTimeMillis() / 1_000 + 600));
    }

    ObjectNode intent(String intentId) {
        return payer.sign(
                "intents",
                onIntent(intentId)
                        .put("maxAmount", "0.05")
                        .put("deadlineMs", System.currentTimeMillis() + 600_000)
                        .put("payoutMode", "BATCH")
                        .put("payoutChainId", CHAIN_ID));
    }

    ObjectNode receipt(String intentId) {
        return provider.sign(
                "receipts",
                onIntent(intentId)
                        .put("used", "0.007")
                        .put("inputTokens", 100)
                        .put("outputTokens", 50)
                        .put("payoutChainId", CHAIN_ID)
                        .put("timestampMs", System.currentTimeMillis()));
    }

    ObjectNode settlement(String intentId) {
        return provider.sign("settlements", onIntent(intentId));
    }

    ObjectNode refund(String intentId) {
        return provider.sign("refunds", onIntent(intentId).put("reason", "CANCELLED"));
    }

    ObjectNode dispute(String intentId) {
        return payer.sign("disputes", onIntent(intentId).put("amount", "0.001").put("reason", "half an answer"));
    }

    ObjectNode givenBack(String intentId) {
        return provider.sign(
                "providerRefunds",
                json().put("payer", payer.address()).put("intentId", intentId).put("amount", "0.002"));
    }

    ObjectNode withdrawal() {
        return payer.sign(
                "withdrawals",
                json().put("withdrawalId", "w-" + Person.nonce().toString().substring(2, 20))
                        .put("payer", payer.address())
                        .put("chainId", CHAIN_ID)
                        .put("amount", "1")
                        .put("recipient", payer.address())
                        .put("validBeforeMs", System.currentTimeMillis() + 600_000));
    }

    ObjectNode grant(Person session, String limit) {
        return payer.sign(
                "sessions",
                json().put("payer", payer.address())
                        .put("sessionKey", session.address())
                        .put("limit", limit)
                        .put("expiresMs", System.currentTimeMillis() + 600_000)
                        .put("chainId", 0));
    }

    ObjectNode revocation(Person session, Person signer) {
        return signer.sign("revocations", json().put("payer", payer.address()).put("sessionKey", session.address()));
    }

    ObjectNode terms() {
        ObjectNode body = json().put("provider", provider.address());
        body.putArray("alternativeChainIds").add(CHAIN_ID);
        return provider.sign(
                "terms",
                body.put("payoutToken", payer.address())
                        .put("slippageBps", 50)
                        .put("validBeforeMs", System.currentTimeMillis() + 600_000));
    }

    ObjectNode refundChain() {
        return payer.sign(
                "refundChain",
                json().put("payer", payer.address())
                        .put("chainId", CHAIN_ID)
                        .put("issuedAtMs", System.currentTimeMillis())
                        .without("nonce"));
    }

    ObjectNode registration() {
        return provider.sign(
                "providers",
                json().put("provider", provider.address())
                        .put("payoutAddress", provider.address())
                        .put("payoutChainId", CHAIN_ID)
                        .put("validBeforeMs", System.currentTimeMillis() + 600_000));
    }
}
