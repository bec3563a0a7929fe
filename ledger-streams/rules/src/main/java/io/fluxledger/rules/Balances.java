package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sub-balances of one payer or provider that are not zero, ordered by account type and chain. Immutable: a handful
 * of elements in one array (type, chain, amount, …), so that a scan beats a map.
 */
public final class Balances {
    public static final Balances NONE = new Balances(new long[0]);

    private static final int STEP = 3;
    private static final AccountType[] TYPES = AccountType.values();

    private final long[] cells;

    private Balances(long[] cells) {
        this.cells = cells;
    }

    /** Of sub-balances in any order, each type and chain at most once, none of them zero. */
    public static Balances of(List<SubBalance> all) {
        Balances balances = NONE;
        for (SubBalance sub : all) {
            balances = balances.plus(sub.account(), sub.chainId(), sub.amountNanos());
        }
        return balances;
    }

    public int size() {
        return cells.length / STEP;
    }

    public AccountType account(int index) {
        return TYPES[(int) cells[index * STEP]];
    }

    public long chainId(int index) {
        return cells[index * STEP + 1];
    }

    public long amountNanos(int index) {
        return cells[index * STEP + 2];
    }

    /** Every sub-balance, in order. */
    public List<SubBalance> all() {
        List<SubBalance> all = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            all.add(new SubBalance(account(i), chainId(i), amountNanos(i)));
        }
        return all;
    }

    /** Balance of that type on that chain, 0 where there is none. */
    public long get(AccountType account, long chainId) {
        for (int i = 0; i < cells.length; i += STEP) {
            if (cells[i] == account.ordinal() && cells[i + 1] == chainId) {
                return cells[i + 2];
            }
        }
        return 0;
    }

    /** Whether there is a balance of that type on any chain. */
    public boolean has(AccountType account) {
        for (int i = 0; i < cells.length; i += STEP) {
            if (cells[i] == account.ordinal()) {
                return true;
            }
        }
        return false;
    }

    /** Sum over all chains. */
    public long total(AccountType account) {
        long sum = 0;
        for (int i = 0; i < cells.length; i += STEP) {
            if (cells[i] == account.ordinal()) {
                sum = Math.addExact(sum, cells[i + 2]);
            }
        }
        return sum;
    }

    /**
     * An amount, taken from the preferred chain first and then from the others in ascending order.
     *
     * @param most draws
     * @return null when that many do not have it
     */
    @Nullable
    List<Draw> draw(AccountType account, long preferredChainId, long amountNanos, int most) {
        long preferredNanos = get(account, preferredChainId);
        if (preferredNanos >= amountNanos) {
            return List.of(new Draw(preferredChainId, amountNanos));
        }
        List<Draw> draws = new ArrayList<>();
        long leftNanos = amountNanos;
        if (preferredNanos > 0) {
            draws.add(new Draw(preferredChainId, preferredNanos));
            leftNanos -= preferredNanos;
        }
        for (int i = 0; i < cells.length && leftNanos > 0 && draws.size() < most; i += STEP) {
            if (cells[i] == account.ordinal() && cells[i + 1] != preferredChainId) {
                long takenNanos = Math.min(leftNanos, cells[i + 2]);
                draws.add(new Draw(cells[i + 1], takenNanos));
                leftNanos -= takenNanos;
            }
        }
        return leftNanos == 0 ? draws : null;
    }

    /** Chains with a balance of that type, ascending. */
    public List<Draw> of(AccountType account) {
        List<Draw> draws = new ArrayList<>();
        for (int i = 0; i < cells.length; i += STEP) {
            if (cells[i] == account.ordinal()) {
                draws.add(new Draw(cells[i + 1], cells[i + 2]));
            }
        }
        return draws;
    }

    /** Chains with a balance of that type, the preferred one first, then ascending. */
    public List<Draw> of(AccountType account, long preferredChainId) {
        List<Draw> draws = of(account);
        for (int i = 1; i < draws.size(); i++) {
            if (draws.get(i).chainId() == preferredChainId) {
                draws.addFirst(draws.remove(i));
            }
        }
        return draws;
    }

    /**
     * With the owner's postings added.
     *
     * @throws ArithmeticException beyond 64 bits
     * @throws CorruptionException when a balance would have the wrong sign, or a posting belongs to somebody else
     */
    Balances plus(Address owner, List<Posting> postings) {
        int owned = 0;
        for (int i = 0; i < postings.size(); i++) {
            Address of = postings.get(i).owner();
            if (of != null) {
                if (!of.equals(owner)) {
                    throw new CorruptionException("posting to " + of + " in a line of " + owner);
                }
                owned++;
            }
        }
        if (owned == 0) {
            return this;
        }
        long[] next = Arrays.copyOf(cells, cells.length + added(postings) * STEP);
        int length = cells.length;
        for (int i = 0; i < postings.size(); i++) {
            Posting posting = postings.get(i);
            if (posting.owner() != null) {
                length = add(next, length, posting.account(), posting.chainId(), posting.amountNanos());
            }
        }
        return new Balances(compact(next, length));
    }

    /** At most so many sub-balances are new with these postings. */
    private int added(List<Posting> postings) {
        int added = 0;
        for (int i = 0; i < postings.size(); i++) {
            Posting posting = postings.get(i);
            if (posting.owner() != null && !holds(posting.account(), posting.chainId())) {
                added++;
            }
        }
        return added;
    }

    private boolean holds(AccountType account, long chainId) {
        for (int i = 0; i < cells.length; i += STEP) {
            if (cells[i] == account.ordinal() && cells[i + 1] == chainId) {
                return true;
            }
        }
        return false;
    }

    /** With one amount added. */
    Balances plus(AccountType account, long chainId, long amountNanos) {
        long[] next = Arrays.copyOf(cells, cells.length + STEP);
        return new Balances(compact(next, add(next, cells.length, account, chainId, amountNanos)));
    }

    private static int add(long[] cells, int length, AccountType account, long chainId, long amountNanos) {
        int type = account.ordinal();
        int at = 0;
        while (at < length && (cells[at] < type || (cells[at] == type && cells[at + 1] < chainId))) {
            at += STEP;
        }
        if (at < length && cells[at] == type && cells[at + 1] == chainId) {
            cells[at + 2] = Math.addExact(cells[at + 2], amountNanos);
            return length;
        }
        System.arraycopy(cells, at, cells, at + STEP, length - at);
        cells[at] = type;
        cells[at + 1] = chainId;
        cells[at + 2] = amountNanos;
        return length + STEP;
    }

    /** Without zeros; checks the signs of what is left, and that the positive ones together fit. */
    private static long[] compact(long[] cells, int length) {
        int to = 0;
        long sum = 0;
        for (int from = 0; from < length; from += STEP) {
            long amountNanos = cells[from + 2];
            if (amountNanos == 0) {
                continue;
            }
            AccountType account = TYPES[(int) cells[from]];
            if (amountNanos < 0 != account.isDebt()) {
                throw new CorruptionException(
                        account + " on chain " + cells[from + 1] + " would become " + amountNanos + " nano-USDC");
            }
            sum = Math.addExact(sum, Math.max(0, amountNanos));
            cells[to] = cells[from];
            cells[to + 1] = cells[from + 1];
            cells[to + 2] = amountNanos;
            to += STEP;
        }
        return to == cells.length ? cells : Arrays.copyOf(cells, to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Balances that && Arrays.equals(cells, that.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
