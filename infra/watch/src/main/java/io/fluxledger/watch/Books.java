package io.fluxledger.watch;

import io.fluxledger.events.AccountType;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.Posting;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.generic.GenericFixed;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Sums of all postings, added up from the journals alone. Safe for use by several threads. */
final class Books {
    /** A sum of an account type on a chain. */
    record Account(AccountType type, long chainId) {}

    private record Balance(AccountType type, GenericFixed owner, long chainId) {}

    /** What the first line of a partition names as the one before. */
    private static final Hash32 NOTHING = new Hash32(new byte[Hash32.SCHEMA$.getFixedSize()]);

    private static final Set<AccountType> DEBTS = EnumSet.of(AccountType.PAYER_DEBT, AccountType.PROVIDER_DEBT);

    private final Map<Account, Long> sums = new HashMap<>();
    private final Map<Balance, Long> owned = new HashMap<>();
    private final Map<TopicPartition, Hash32> heads = new HashMap<>();
    private long impossibleBalances;
    private long brokenLinks;
    private long lines;
    private long firstLineMs = Long.MAX_VALUE;
    private long rejected;

    /** Adds the next line of a partition. */
    synchronized void add(TopicPartition partition, JournalLine line) {
        // A journal whose first lines were cut off begins with one that names another.
        Hash32 before = Objects.requireNonNullElse(heads.put(partition, line.getHash()), NOTHING);
        if (!before.equals(line.getPartitionPreviousHash())) {
            brokenLinks++;
        }
        lines++;
        firstLineMs = Math.min(firstLineMs, line.getClockMs());
        if (line.getOutcome() == Outcome.REJECTED) {
            rejected++;
        }
        for (Posting posting : line.getPostings()) {
            sums.merge(
                    new Account(posting.getAccount(), posting.getChainId()), posting.getAmountNanos(), Math::addExact);
            own(posting, posting.getOwner());
        }
    }

    private void own(Posting posting, @Nullable GenericFixed owner) {
        if (owner == null) {
            return;
        }
        Balance key = new Balance(posting.getAccount(), owner, posting.getChainId());
        long before = owned.getOrDefault(key, 0L);
        long after = Math.addExact(before, posting.getAmountNanos());
        impossibleBalances += (impossible(key, after) ? 1 : 0) - (impossible(key, before) ? 1 : 0);
        if (after == 0) {
            owned.remove(key);
        } else {
            owned.put(key, after);
        }
    }

    /** What a customer has is never below zero, what one owes never above. */
    private static boolean impossible(Balance key, long nanos) {
        return DEBTS.contains(key.type()) ? nanos > 0 : nanos < 0;
    }

    /** Sums by account type and chain. */
    synchronized Map<Account, Long> sums() {
        return Map.copyOf(sums);
    }

    /** What was made or lost, over all chains without regard to its sign: zero whenever whole lines were read. */
    synchronized long conservationErrorNanos() {
        Map<Long, Long> byChain = new HashMap<>();
        sums.forEach((account, nanos) -> byChain.merge(account.chainId(), nanos, Math::addExact));
        return byChain.values().stream().mapToLong(Math::absExact).sum();
    }

    /** Balances of payers and providers that have the wrong sign. */
    synchronized long impossibleBalances() {
        return impossibleBalances;
    }

    /** Lines that do not name the hash of the line before, the first of a partition that of none. */
    synchronized long brokenLinks() {
        return brokenLinks;
    }

    /** Clock of the earliest line, Unix milliseconds. */
    synchronized OptionalLong firstLineMs() {
        return lines == 0 ? OptionalLong.empty() : OptionalLong.of(firstLineMs);
    }

    synchronized long lines() {
        return lines;
    }

    synchronized long rejected() {
        return rejected;
    }
}
