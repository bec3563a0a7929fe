package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * What every rule of the providers' fold may look at.
 *
 * @param account of the provider whose input is decided; empty when there is none yet
 * @param head of the partition, with clock and parameters
 */
record ProviderDecisions(ProviderState state, ProviderAccount account, PartitionHead head, ContentHash hashes) {
    Address provider() {
        return account.provider();
    }

    /** Whether the account exists: whether it has an accepted line. */
    boolean isKnown() {
        return account.sequence() > 0;
    }

    /** The provider's payables and debts. */
    OwnerFunds funds() {
        return OwnerFunds.ofProvider(account);
    }

    /** Sequence that the next refund of the partition gets. */
    long nextRefund() {
        return head.chargeSequence() + 1;
    }

    long payableNanos() {
        return account.balances().total(AccountType.PROVIDER_PAYABLE);
    }

    /** Parts of what is payable, up to that amount: of the preferred chain first, then ascending. */
    List<Draw> payable(long preferredChainId, long upToNanos) {
        List<Draw> parts = new ArrayList<>();
        long left = upToNanos;
        for (Draw payable : account.balances().of(AccountType.PROVIDER_PAYABLE, preferredChainId)) {
            long now = Math.min(left, payable.amountNanos());
            if (now > 0) {
                parts.add(new Draw(payable.chainId(), now));
                left -= now;
            }
        }
        return parts;
    }

    Posting owned(AccountType type, long chainId, long amountNanos) {
        return new Posting(type, provider(), chainId, amountNanos);
    }

    static Posting system(AccountType type, long chainId, long amountNanos) {
        return new Posting(type, null, chainId, amountNanos);
    }
}
