package io.fluxledger.settlement.track;

import io.fluxledger.events.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * A payout of a batch as the topics tell it.
 *
 * @param provider 0x-address in lower case
 * @param recipient wallet that is paid, 0x-address in lower case
 * @param listed whether its instruction is on the payouts topic
 * @param reason why the ledger rejected the instruction
 * @param transactionHash transaction of a final payout, where there is one
 */
public record PayoutView(
        String payoutId,
        String provider,
        long chainId,
        String recipient,
        long amountMicros,
        State state,
        boolean listed,
        @Nullable String reason,
        @Nullable Hash32 transactionHash) {
    /** How far a payout is. */
    public enum State {
        /** Planned; the ledger has not answered. */
        INSTRUCTED,
        /** The ledger has set the money aside; the chain has not confirmed. */
        IN_FLIGHT,
        /** Final on chain; a reorganisation deeper than the configured confirmations makes it IN_FLIGHT again. */
        PAID,
        /** Came back: payable again. */
        RETURNED,
        /** The ledger refused the instruction: the money has stayed payable. */
        REJECTED;

        /** Whether nothing further happens to the payout. */
        public boolean isEnd() {
            return switch (this) {
                case INSTRUCTED, IN_FLIGHT -> false;
                case PAID, RETURNED, REJECTED -> true;
            };
        }
    }
}
