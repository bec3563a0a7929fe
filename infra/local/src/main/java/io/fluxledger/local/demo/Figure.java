package io.fluxledger.local.demo;

import org.jspecify.annotations.Nullable;

/**
 * One line of the money table.
 *
 * @param name path of the figure in the JSON answer, for example {@code escrow.payerWallet}
 * @param meaning what it is, for people
 * @param expectedNanos what the documents say
 * @param ledgerNanos what the ledger says
 * @param chainNanos what the chain's own balances say; null where the money does not touch a chain
 * @param transactionHash what moved it; null where nothing did
 */
record Figure(
        String name,
        String meaning,
        long expectedNanos,
        long ledgerNanos,
        @Nullable Long chainNanos,
        @Nullable String transactionHash) {
    boolean agrees() {
        return ledgerNanos == expectedNanos && (chainNanos == null || chainNanos == expectedNanos);
    }
}
