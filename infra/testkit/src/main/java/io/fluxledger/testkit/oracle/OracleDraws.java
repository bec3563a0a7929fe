package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Draws of locks that name none. */
final class OracleDraws {
    static final int MOST = 16;

    private OracleDraws() {}

    /** The lock with the draws that its maximum is made of. */
    static PayerInput.IntentLocked made(Frame frame, OracleSessions sessions, PayerInput.IntentLocked lock) {
        List<Long> order = new ArrayList<>(
                frame.chains(AccountType.PAYER_AVAILABLE, lock.payer()).keySet());
        order.removeIf(chain -> !sessions.coversChain(lock, chain));
        if (order.remove(lock.payoutChainId())) {
            order.addFirst(lock.payoutChainId());
        }
        BigInteger left = BigInteger.valueOf(lock.maxAmountNanos());
        List<Draw> draws = new ArrayList<>();
        for (long chain : order.subList(0, Math.min(order.size(), MOST))) {
            BigInteger taken = left.min(frame.balance(AccountType.PAYER_AVAILABLE, lock.payer(), chain));
            if (taken.signum() > 0) {
                draws.add(new Draw(chain, taken.longValueExact()));
                left = left.subtract(taken);
            }
        }
        Refusal.when(left.signum() > 0, RejectionReason.INSUFFICIENT_CREDITS);
        return new PayerInput.IntentLocked(
                lock.id(),
                lock.payer(),
                lock.intentId(),
                lock.funding(),
                lock.payoutMode(),
                lock.provider(),
                lock.maxAmountNanos(),
                lock.deadlineMs(),
                lock.payoutChainId(),
                draws,
                lock.nonce(),
                lock.escrow(),
                lock.sessionKey(),
                lock.settledByGateway());
    }
}
