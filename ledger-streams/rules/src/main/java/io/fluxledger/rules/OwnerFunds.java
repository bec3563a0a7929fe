package io.fluxledger.rules;

import java.util.List;

/**
 * Credits to and debits of what an owner can use, with its debts: see "Credit and debit" in RULES.md.
 *
 * @param owner payer or provider
 * @param balances before the line
 * @param funds PAYER_AVAILABLE or PROVIDER_PAYABLE
 * @param debt the debt account beside it
 */
record OwnerFunds(Address owner, Balances balances, AccountType funds, AccountType debt) {
    static OwnerFunds ofPayer(PayerAccount account) {
        return new OwnerFunds(account.payer(), account.balances(), AccountType.PAYER_AVAILABLE, AccountType.PAYER_DEBT);
    }

    static OwnerFunds ofProvider(ProviderAccount account) {
        return new OwnerFunds(
                account.provider(), account.balances(), AccountType.PROVIDER_PAYABLE, AccountType.PROVIDER_DEBT);
    }

    boolean isIndebted() {
        return balances.has(debt);
    }

    /** Adds the postings of a credit; debts that the line has already repaid count as repaid. */
    void credit(List<Posting> postings, long chainId, long amountNanos) {
        long left = amountNanos;
        if (isIndebted()) {
            for (Draw owed : balances.of(debt, chainId)) {
                long owedNanos = Math.negateExact(owed.amountNanos()) - posted(postings, debt, owed.chainId());
                long repaid = Math.min(left, owedNanos);
                if (repaid > 0) {
                    postings.add(new Posting(debt, owner, owed.chainId(), repaid));
                    across(postings, chainId, owed.chainId(), repaid);
                    left -= repaid;
                }
            }
        }
        if (left > 0) {
            postings.add(new Posting(funds, owner, chainId, left));
        }
    }

    /** Adds the postings of a credit that came from one chain and is wanted on another; 0 wants it where it came from. */
    void creditOn(List<Posting> postings, long fromChainId, long wantedChainId, long amountNanos) {
        if (amountNanos > 0) {
            long chainId = wantedChainId == 0 ? fromChainId : wantedChainId;
            across(postings, fromChainId, chainId, amountNanos);
            credit(postings, chainId, amountNanos);
        }
    }

    /** Adds the postings that take an amount of the owner, preferring that chain; what is missing becomes a debt. */
    void take(List<Posting> postings, long chainId, long amountNanos) {
        long left = amountNanos;
        for (Draw usable : balances.of(funds, chainId)) {
            long now = Math.min(left, usable.amountNanos() + posted(postings, funds, usable.chainId()));
            if (now > 0) {
                postings.add(new Posting(funds, owner, usable.chainId(), -now));
                across(postings, usable.chainId(), chainId, now);
                left -= now;
            }
        }
        if (left > 0) {
            postings.add(new Posting(debt, owner, chainId, -left));
        }
    }

    /** Value that is used on another chain than where it is: what the one treasury owes the other. */
    static void across(List<Posting> postings, long fromChainId, long toChainId, long amountNanos) {
        if (fromChainId != toChainId) {
            postings.add(new Posting(AccountType.TRANSIT, null, fromChainId, amountNanos));
            postings.add(new Posting(AccountType.TRANSIT, null, toChainId, -amountNanos));
        }
    }

    private long posted(List<Posting> postings, AccountType account, long chainId) {
        long sum = 0;
        for (Posting posting : postings) {
            if (posting.account() == account && posting.chainId() == chainId && owner.equals(posting.owner())) {
                sum = Math.addExact(sum, posting.amountNanos());
            }
        }
        return sum;
    }
}
