package io.fluxledger.audit.verify;

import io.fluxledger.audit.verify.ProjectedBalances.Account;
import io.fluxledger.events.Address20;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.Posting;
import io.fluxledger.events.UsageCharged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a verification has seen so far. */
final class Findings {
    private static final int MOST_DIFFERENCES = 1_000;

    private final List<String> differences = new ArrayList<>();
    private final Set<String> accounts = new HashSet<>();
    private final Map<Account, Long> asProjected = new HashMap<>();
    private final Map<List<Long>, UsageCharged> chargesIssued = new HashMap<>();
    private final Set<List<Long>> chargesFound = new HashSet<>();
    private long inputs;
    private long lines;
    private long conservationNanos;
    private long clearingNanos;

    void difference(String text) {
        if (differences.size() < MOST_DIFFERENCES) {
            differences.add(text);
        }
    }

    void input() {
        inputs++;
    }

    /** @param projected whether the projection says that it has applied the line */
    void line(JournalLine line, boolean projected) {
        lines++;
        if (line.getOutcome() == Outcome.ACCEPTED && line.getAccount() != null) {
            accounts.add(hex(line.getAccount()));
        }
        for (Posting posting : line.getPostings()) {
            conservationNanos = Math.addExact(conservationNanos, posting.getAmountNanos());
            String type = posting.getAccount().name();
            if (type.equals("CLEARING")) {
                clearingNanos = Math.addExact(clearingNanos, posting.getAmountNanos());
            }
            if (projected) {
                String owner = posting.getOwner() == null ? null : hex(posting.getOwner());
                asProjected.merge(
                        new Account(type, owner, posting.getChainId()), posting.getAmountNanos(), Math::addExact);
            }
        }
    }

    void issued(UsageCharged charge) {
        chargesIssued.put(id(charge), charge);
    }

    /** A charge as it stands on the providers' inputs. */
    void found(UsageCharged charge, long offset) {
        UsageCharged issued = chargesIssued.get(id(charge));
        if (issued == null || !issued.equals(charge)) {
            difference("provider.inputs offset " + offset + ": charge " + id(charge)
                    + (issued == null ? " was never issued by the payers' fold" : " is not the one that was issued"));
        }
        chargesFound.add(id(charge));
    }

    void checkCharges() {
        for (List<Long> id : chargesIssued.keySet()) {
            if (!chargesFound.contains(id)) {
                difference("charge " + id + " (source partition, sequence) did not reach the providers' inputs");
            }
        }
    }

    private static List<Long> id(UsageCharged charge) {
        return List.of((long) charge.getSourcePartition(), charge.getSourceSequence());
    }

    /** Compares the projection with what the journal's postings add up to. */
    long compare(ProjectedBalances.Snapshot snapshot) {
        Set<Account> all = new HashSet<>(asProjected.keySet());
        all.addAll(snapshot.nanos().keySet());
        for (Account account : all) {
            long journal = asProjected.getOrDefault(account, 0L);
            long projection = snapshot.nanos().getOrDefault(account, 0L);
            if (journal != projection) {
                difference("PostgreSQL has " + projection + " nano-USDC for " + name(account) + ", the journal "
                        + journal);
            }
        }
        return all.size();
    }

    private static String name(Account account) {
        @Nullable String owner = account.owner();
        return account.type() + (owner == null ? "" : " of " + owner) + " on chain " + account.chainId();
    }

    private static String hex(Address20 address) {
        return "0x" + HexFormat.of().formatHex(address.bytes());
    }

    VerifyReport report(long balances) {
        return new VerifyReport(
                inputs, lines, accounts.size(), balances, differences, conservationNanos, clearingNanos);
    }
}
