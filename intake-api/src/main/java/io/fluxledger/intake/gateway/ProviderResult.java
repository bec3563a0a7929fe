package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.RefundReason;

/** What came of asking a provider. */
sealed interface ProviderResult {
    /**
     * A whole answer.
     *
     * @param receipt the provider's signed receipt, or the text {@link ReceiptCheck#WAIVED}; a missing node when there is none
     * @param usage the answer's usage object; a missing node where such an answer has none
     * @param generation the upstream's id of what was generated; empty where there is none
     */
    record Answered(JsonNode receipt, JsonNode usage, String generation) implements ProviderResult {}

    /** No usable answer. */
    record Failed(RefundReason reason, String why) implements ProviderResult {
        static Failed of(FailedException e) {
            return new Failed(e.timedOut() ? RefundReason.TIMED_OUT : RefundReason.PROVIDER_FAILED, e.why());
        }

        static Failed status(int status) {
            return new Failed(RefundReason.PROVIDER_FAILED, "the provider answered HTTP " + status);
        }
    }
}
