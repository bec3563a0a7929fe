package io.fluxledger.rules;

/**
 * Head of a payer's account.
 *
 * @param openIntents intents that are not closed
 * @param openLockedNanos sum of the maxima of the open intents that hold prepaid credits
 * @param sequence number of accepted lines
 * @param hash hash of the last accepted line
 * @param withdrew whether credits were ever paid out
 * @param refundChainId chain that what intents give back goes to; 0 for where it was drawn
 * @param refundChainIssuedMs when the payer signed that, Unix milliseconds; 0 before it ever did
 */
public record PayerAccount(
        Address payer,
        Balances balances,
        long openIntents,
        long openLockedNanos,
        long sequence,
        Bytes32 hash,
        boolean withdrew,
        long refundChainId,
        long refundChainIssuedMs) {
    static PayerAccount empty(Address payer) {
        return new PayerAccount(payer, Balances.NONE, 0, 0, 0, Bytes32.ZERO, false, 0, 0);
    }

    /** Whether the payer owes something: it can neither lock nor withdraw. */
    public boolean isFrozen() {
        return balances.has(AccountType.PAYER_DEBT);
    }

    PayerAccount withBalances(Balances next) {
        return new PayerAccount(
                payer,
                next,
                openIntents,
                openLockedNanos,
                sequence,
                hash,
                withdrew,
                refundChainId,
                refundChainIssuedMs);
    }

    PayerAccount withOpen(long intents, long lockedNanos) {
        return new PayerAccount(
                payer, balances, intents, lockedNanos, sequence, hash, withdrew, refundChainId, refundChainIssuedMs);
    }

    PayerAccount withWithdrawn() {
        return new PayerAccount(
                payer,
                balances,
                openIntents,
                openLockedNanos,
                sequence,
                hash,
                true,
                refundChainId,
                refundChainIssuedMs);
    }

    PayerAccount withRefundChain(long chainId, long issuedAtMs) {
        return new PayerAccount(
                payer, balances, openIntents, openLockedNanos, sequence, hash, withdrew, chainId, issuedAtMs);
    }

    PayerAccount withLine(long nextSequence, Bytes32 nextHash) {
        return new PayerAccount(
                payer,
                balances,
                openIntents,
                openLockedNanos,
                nextSequence,
                nextHash,
                withdrew,
                refundChainId,
                refundChainIssuedMs);
    }
}
