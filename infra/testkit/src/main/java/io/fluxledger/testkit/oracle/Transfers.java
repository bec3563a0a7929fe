package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.RejectionReason;
import io.fluxledger.rules.TransferStatus;
import org.jspecify.annotations.Nullable;

/** What withdrawals and payouts have in common: the states of a transfer to the outside. */
final class Transfers {
    private Transfers() {}

    /** Refuses a report that changes nothing or contradicts; a transfer without status is not submitted yet. */
    static void check(@Nullable TransferStatus now, TransferStatus reported, long line, RejectionReason alreadyClosed) {
        boolean open = now == null || now == TransferStatus.SUBMITTED;
        switch (reported) {
            case SUBMITTED -> Refusal.alreadyWhen(now != null, line);
            case FINAL -> {
                Refusal.alreadyWhen(now == TransferStatus.FINAL, line);
                Refusal.when(now == TransferStatus.RETURNED, alreadyClosed);
            }
            case RETURNED -> {
                Refusal.alreadyWhen(now == TransferStatus.RETURNED, line);
                Refusal.when(now == TransferStatus.FINAL, alreadyClosed);
            }
            case REVOKED -> {
                Refusal.alreadyWhen(open, line);
                Refusal.when(now == TransferStatus.RETURNED, alreadyClosed);
            }
        }
    }

    static TransferStatus after(TransferStatus reported) {
        return reported == TransferStatus.REVOKED ? TransferStatus.SUBMITTED : reported;
    }
}
