package io.fluxledger.audit.verify;

import io.fluxledger.audit.verify.ProjectedBalances.Account;
import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the postings of one partition add up to, by account. An owner has a handful of accounts: a scan beats a map. */
final class PostingSums {
    private static final AccountType[] TYPES = AccountType.values();

    private final Map<Address, Owned> owners = new HashMap<>();
    private final Owned system = new Owned();
    private @Nullable Address lastOwner;
    private Owned last = system;

    /** Type, chain and sum of each account of one owner, in turn. */
    private static final class Owned {
        private static final int STEP = 3;

        private long[] cells = new long[STEP];
        private int used;

        void add(AccountType type, long chainId, long amountNanos) {
            int i = 0;
            while (i < used && (cells[i] != type.ordinal() || cells[i + 1] != chainId)) {
                i += STEP;
            }
            if (i == used) {
                if (used == cells.length) {
                    cells = Arrays.copyOf(cells, used + STEP);
                }
                cells[i] = type.ordinal();
                cells[i + 1] = chainId;
                cells[i + 2] = 0;
                used += STEP;
            }
            cells[i + 2] = Math.addExact(cells[i + 2], amountNanos);
        }
    }

    /** @param owner null for a system account */
    void add(AccountType type, @Nullable Address owner, long chainId, long amountNanos) {
        if (owner == null) {
            system.add(type, chainId, amountNanos);
            return;
        }
        if (!owner.equals(lastOwner)) {
            lastOwner = owner;
            last = owners.computeIfAbsent(owner, o -> new Owned());
        }
        last.add(type, chainId, amountNanos);
    }

    /** Adds these sums to those of other partitions; system accounts stand in several. */
    void addTo(Map<Account, Long> all) {
        addTo(all, null, system);
        owners.forEach((owner, owned) -> addTo(all, owner.toString(), owned));
    }

    private static void addTo(Map<Account, Long> all, @Nullable String owner, Owned owned) {
        for (int i = 0; i < owned.used; i += Owned.STEP) {
            all.merge(
                    new Account(TYPES[(int) owned.cells[i]].name(), owner, owned.cells[i + 1]),
                    owned.cells[i + 2],
                    Math::addExact);
        }
    }
}
