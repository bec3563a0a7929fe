package io.fluxledger.audit.verify;

import io.fluxledger.audit.verify.ProjectedBalances.Account;
import io.fluxledger.rules.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a verification has seen, of all partitions in their order, whatever the order of looking. */
final class Findings {
    private static final int MOST_DIFFERENCES = 1_000;
    private static final Comparator<Account> BY_NAME = Comparator.comparing(Account::type)
            .thenComparing(Account::owner, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparingLong(Account::chainId);

    private final List<String> differences = new ArrayList<>();
    private final Set<Address> accounts = new HashSet<>();
    private final Map<Account, Long> asProjected = new HashMap<>();
    private long inputs;
    private long lines;
    private long conservationNanos;
    private long clearingNanos;

    void difference(String text) {
        if (differences.size() < MOST_DIFFERENCES) {
            differences.add(text);
        }
    }

    /** Takes over what was found in the partitions of a fold. */
    void add(List<PartitionFindings> partitions) {
        for (PartitionFindings partition : partitions) {
            partition.differences().forEach(this::difference);
            accounts.addAll(partition.accounts());
            partition.asProjected().addTo(asProjected);
            inputs += partition.inputCount();
            lines += partition.lineCount();
            conservationNanos = Math.addExact(conservationNanos, partition.conservationNanos());
            clearingNanos = Math.addExact(clearingNanos, partition.clearingNanos());
        }
    }

    /** Compares the projection with what the journal's postings add up to. */
    long compare(ProjectedBalances.Snapshot snapshot) {
        Set<Account> all = new HashSet<>(asProjected.keySet());
        all.addAll(snapshot.nanos().keySet());
        all.stream()
                .filter(account -> journal(account) != projection(snapshot, account))
                .sorted(BY_NAME)
                .forEach(account -> difference("PostgreSQL has " + projection(snapshot, account) + " nano-USDC for "
                        + name(account) + ", the journal " + journal(account)));
        return all.size();
    }

    private long journal(Account account) {
        return asProjected.getOrDefault(account, 0L);
    }

    private static long projection(ProjectedBalances.Snapshot snapshot, Account account) {
        return snapshot.nanos().getOrDefault(account, 0L);
    }

    private static String name(Account account) {
        @Nullable String owner = account.owner();
        return account.type() + (owner == null ? "" : " of " + owner) + " on chain " + account.chainId();
    }

    VerifyReport report(long balances) {
        return new VerifyReport(
                inputs, lines, accounts.size(), balances, differences, conservationNanos, clearingNanos, -1, 0);
    }
}
