package io.fluxledger.relayer.plan;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import java.util.HashSet;
import java.util.Set;

/**
 * Payouts that commands were planned for before. How a payout is paid follows from what the chain said when it was planned, so a journal
 * that is read again would have it paid another way, under another id, a second time.
 */
public final class PlannedPayouts {
    private record Key(Address20 provider, String payoutId) {}

    private final Set<Key> planned = new HashSet<>();

    /** Takes note of a command that was planned earlier. */
    public void planned(ChainCommand command) {
        switch (command.getKind()) {
            case PAYOUT, PRIVATE_PAYOUT, BRIDGE_LOCK, SWAP_APPROVE, SWAP_PAY ->
                planned.add(new Key(command.getAccount(), command.getSubjectId()));
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

    boolean contains(Address20 provider, String payoutId) {
        return planned.contains(new Key(provider, payoutId));
    }
}
