package io.fluxledger.relayer.plan;

import io.fluxledger.events.CommandKind;

/** Which commands need open USDC of the treasury: where some of it lies in an encrypted reserve, they wait for it. */
public final class PaidByTreasury {
    private PaidByTreasury() {}

    /** @return false for what only calls a contract */
    public static boolean is(CommandKind kind) {
        return switch (kind) {
            case WITHDRAWAL, PAYOUT, BRIDGE_LOCK, SWAP_PAY, RESERVE_FUND -> true;
            case DEPOSIT,
                    ESCROW_AUTHORIZE,
                    ESCROW_CAPTURE,
                    ESCROW_VOID,
                    AUDIT_INTENT,
                    AUDIT_SETTLEMENT,
                    AUDIT_REFUND,
                    AUDIT_ANCHOR,
                    SWAP_APPROVE,
                    PRIVATE_PAYOUT,
                    RESERVE_APPROVE,
                    RESERVE_DEPOSIT,
                    RESERVE_WITHDRAW,
                    RESERVE_RETURN -> false;
        };
    }
}
