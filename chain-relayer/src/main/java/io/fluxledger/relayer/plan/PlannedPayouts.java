package io.fluxledger.relayer.plan;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import java.util.HashSet;
import java.util.Set;

/**
 * Payouts that something was planned for before. How a payout is paid follows from what the chain said when it was planned, so a journal
 * that is read again would have it paid another way, under another id, a second time. A payout is opened by one line, so it can come
 * again once at the most, before the journal's end at the time at which this was filled: a payout is let go with its line, and
 * whatever is left when that end was read. For one thread.
 */
public final class PlannedPayouts {
    private record Key(Address20 provider, String payoutId) {}

    private final Set<Key> planned = new HashSet<>();

    /** Takes note of a payout that a route was opened for, or that was given back at once. */
    public void planned(Address20 provider, String payoutId) {
        planned.add(new Key(provider, payoutId));
    }

    /** Takes note of a command that was planned earlier. */
    public void planned(ChainCommand command) {
        switch (command.getKind()) {
            case PAYOUT, PRIVATE_PAYOUT, BRIDGE_LOCK, SWAP_APPROVE, SWAP_PAY ->
                planned(command.getAccount(), command.getSubjectId());
            case DEPOSIT,
                    ESCROW_AUTHORIZE,
                    ESCROW_CAPTURE,
                    ESCROW_VOID,
                    AUDIT_INTENT,
                    AUDIT_SETTLEMENT,
                    AUDIT_REFUND,
                    AUDIT_ANCHOR,
                    WITHDRAWAL,
                    RESERVE_FUND,
                    RESERVE_APPROVE,
                    RESERVE_DEPOSIT,
                    RESERVE_WITHDRAW,
                    RESERVE_RETURN -> {
                // The same line gives the same id again, which its lane knows.
            }
        }
    }

    /** The line that opened it was read, and what was planned from it is on the log: it does not come again. */
    public void read(Address20 provider, String payoutId) {
        planned.remove(new Key(provider, payoutId));
    }

    /** All lines that were there when this was filled have been read. */
    public void forget() {
        planned.clear();
    }

    /** How many are held. */
    public int size() {
        return planned.size();
    }

    boolean contains(Address20 provider, String payoutId) {
        return planned.contains(new Key(provider, payoutId));
    }
}
