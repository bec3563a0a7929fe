package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.Json;

/** What became of a payment on chain. Transactions are 0x-hex, empty where there is none yet. */
sealed interface Settlement {
    String transaction();

    /** The treasury has it, and the payer the credits. */
    record Settled(String transaction) implements Settlement {}

    /** On its way; the same payment may be asked about again. */
    record Pending(String transaction) implements Settlement {}

    /** It was not made and will not be. */
    record Failed(InvalidReason reason, String detail, String transaction) implements Settlement {}

    /** As x402 tells it to payers and to servers. */
    static ObjectNode response(Settlement settlement, ExactPayment payment) {
        ObjectNode response = Json.STRICT.createObjectNode();
        switch (settlement) {
            case Settled _ -> response.put("success", true);
            case Pending _ ->
                response.put("success", false)
                        .put("errorReason", InvalidReason.PENDING.wire())
                        .put("errorMessage", "not confirmed yet; do not pay again, ask with the same payment");
            case Failed failed ->
                response.put("success", false)
                        .put("errorReason", failed.reason().wire())
                        .put("errorMessage", failed.detail());
        }
        response.put("payer", payment.authorization().from().checksummed());
        response.put("transaction", settlement.transaction());
        response.put("network", payment.chain().network());
        if (settlement instanceof Settled) {
            response.put("amount", payment.authorization().value().toString());
        }
        return response;
    }
}
