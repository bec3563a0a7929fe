package io.fluxledger.bench.workload;

import java.util.UUID;

/**
 * One input of a call's life, before it is a record of the log or a row of a table.
 *
 * @param payer number of the paying account
 * @param provider number of the provider
 * @param inputId id of this input
 * @param call id of the call's intent
 * @param amountNanos the locked maximum, or what was used; 0 for a settlement
 */
public record Step(Kind kind, int payer, int provider, UUID inputId, UUID call, long amountNanos) {
    /** What happens, in this order. */
    public enum Kind {
        LOCK,
        RECEIPT,
        SETTLE
    }
}
