package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * The sub-balances of one payer or provider that are not zero, ordered by account type and chain. Immutable: a handful
 * of elements, so that a scan beats a map.
 */
public record Balances(List<SubBalance> all) {
    public static final Balances NONE = new Balances(List.of());

    public Balances {
        all = List.copyOf(all);
    }

    /** Balance of that type on that chain, 0 where there is none. */
    public long get(AccountType account, long chainId) {
        for (SubBalance balance : all) {
            if (balance.account() == account && balance.chainId() == chainId) {
                return balance.amountNanos();
            }
        }
        return 0;
    }

    /** Sum over all chains. */
    public long total(AccountType account) {
        long sum = 0;
        for (SubBalance balance : all) {
            if (balance.account() == account) {
                sum = Math.addExact(sum, balance.amountNanos());
            }
        }
        return sum;
    }

    /** Chains with a balance of that type, ascending. */
    public List<Draw> of(AccountType account) {
        List<Draw> draws = new ArrayList<>();
        for (SubBalance balance : all) {
            if (balance.account() == account) {
                draws.add(new Draw(balance.chainId(), balance.amountNanos()));
            }
        }
        return draws;
    }

    /**
     * With the posting added.
     *
     * @throws CorruptionException when a balance would become negative
     */
    Balances plus(AccountType account, long chainId, long amountNanos) {
        List<SubBalance> next = new ArrayList<>(all.size() + 1);
        boolean placed = false;
        for (SubBalance balance : all) {
            if (!placed && isAtOrAfter(balance, account, chainId)) {
                placed = true;
                boolean same = balance.account() == account && balance.chainId() == chainId;
                place(next, account, chainId, Math.addExact(same ? balance.amountNanos() : 0, amountNanos));
                if (same) {
                    continue;
                }
            }
            next.add(balance);
        }
        if (!placed) {
            place(next, account, chainId, amountNanos);
        }
        return new Balances(next);
    }

    private static boolean isAtOrAfter(SubBalance balance, AccountType account, long chainId) {
        int order = balance.account().compareTo(account);
        return order > 0 || (order == 0 && balance.chainId() >= chainId);
    }

    private static void place(List<SubBalance> next, AccountType account, long chainId, long amountNanos) {
        if (amountNanos < 0) {
            throw new CorruptionException(
                    account + " on chain " + chainId + " would become " + amountNanos + " nano-USDC");
        }
        if (amountNanos > 0) {
            next.add(new SubBalance(account, chainId, amountNanos));
        }
    }
}
