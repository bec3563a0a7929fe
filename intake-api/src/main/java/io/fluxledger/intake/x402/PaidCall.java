package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.runtime.Json;

/**
 * A payment that authorizes a lock.
 *
 * @param lock to be put on the log; the gateway alone settles it
 * @param response what the payer is told at the end
 */
public record PaidCall(IntentLocked lock, Response response) {
    private static final long NANOS_PER_MICRO = 1_000;

    public PaidCall {
        // The gateway checks the price before anybody is paid.
        lock = IntentLocked.newBuilder(lock).setSettledByGateway(true).build();
    }

    /** The SettlementResponse of a call that has ended. */
    @FunctionalInterface
    public interface Response {
        /**
         * Called once for each call.
         *
         * @param usedNanos what was charged, nano-USDC
         * @param refunded whether everything was given back since there was no answer
         */
        ObjectNode of(long usedNanos, boolean refunded);
    }

    /** The SettlementResponse of a call without a transaction of its own; the amount is what a chain can express of it. */
    public static ObjectNode told(String payer, String network, long usedNanos, boolean refunded) {
        ObjectNode response = Json.STRICT.createObjectNode();
        response.put("success", !refunded);
        if (refunded) {
            response.put("errorReason", "provider_failed");
        }
        response.put("payer", payer);
        response.put("transaction", "");
        response.put("network", network);
        response.put("amount", Long.toString(usedNanos / NANOS_PER_MICRO));
        return response;
    }
}
