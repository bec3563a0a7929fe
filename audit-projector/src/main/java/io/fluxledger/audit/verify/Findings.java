package io.fluxledger.audit.verify;

import io.fluxledger.audit.verify.ProjectedBalances.Account;
import io.fluxledger.events.Address20;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.Posting;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.PayerInput.ProviderRefundReceived;
import io.fluxledger.rules.ProviderInput.DisputeFiled;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.rules.ProviderInput.UsageCharged;
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
    private static final String CLEARING = "CLEARING";

    private final List<String> differences = new ArrayList<>();
    private final Set<String> accounts = new HashSet<>();
    private final Map<Account, Long> asProjected = new HashMap<>();
    private final Map<Place, OfProvider> chargesIssued = new HashMap<>();
    private final Set<Place> chargesFound = new HashSet<>();
    private final Map<Place, Refund> refundsIssued = new HashMap<>();
    private final List<Received> refundsReceived = new ArrayList<>();
    private long inputs;
    private long lines;
    private long conservationNanos;
    private long clearingNanos;

    /** Where something that goes from fold to fold was issued. */
    private record Place(int sourcePartition, long sourceSequence) {}

    private record Received(long offset, ProviderRefundReceived refund) {}

    private record Refund(@Nullable Address provider, Address payer, String intentId, List<Draw> draws) {}

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
            String owner = posting.getOwner() == null ? null : hex(posting.getOwner());
            posting(posting.getAccount().name(), owner, posting.getChainId(), posting.getAmountNanos(), projected);
        }
    }

    /** The same for a line that was decided again and stands in the journal. */
    void line(io.fluxledger.rules.JournalLine line, int partition, boolean projected) {
        lines++;
        Address account = line.account();
        if (line.outcome() == io.fluxledger.rules.Outcome.ACCEPTED && account != null) {
            accounts.add(account.toString());
        }
        for (io.fluxledger.rules.Posting posting : line.postings()) {
            String owner = posting.owner() == null ? null : posting.owner().toString();
            posting(posting.account().name(), owner, posting.chainId(), posting.amountNanos(), projected);
        }
        for (LedgerEntry entry : line.entries()) {
            switch (entry) {
                case LedgerEntry.DisputeClosed e
                when e.refundSequence() > 0 ->
                    refundsIssued.put(
                            new Place(partition, e.refundSequence()),
                            new Refund(account, e.payer(), e.intentId(), e.draws()));
                case LedgerEntry.RefundIssued e ->
                    refundsIssued.put(
                            new Place(partition, e.refundSequence()),
                            new Refund(account, e.payer(), e.intentId(), e.draws()));
                default -> {
                    // Stays within its fold, or is compared as a charge.
                }
            }
        }
    }

    private void posting(String type, @Nullable String owner, long chainId, long amountNanos, boolean projected) {
        conservationNanos = Math.addExact(conservationNanos, amountNanos);
        if (type.equals(CLEARING)) {
            clearingNanos = Math.addExact(clearingNanos, amountNanos);
        }
        if (projected) {
            asProjected.merge(new Account(type, owner, chainId), amountNanos, Math::addExact);
        }
    }

    /** What the payers' fold sends to the providers'. */
    void issued(OfProvider charge) {
        Place place = switch (charge) {
            case UsageCharged c -> new Place(c.sourcePartition(), c.sourceSequence());
            case DisputeFiled d -> new Place(d.sourcePartition(), d.sourceSequence());
            default -> throw new IllegalStateException("the payers' fold sends no " + charge);
        };
        chargesIssued.put(place, charge);
    }

    /** A charge or dispute as it stands on the providers' inputs. */
    void found(OfProvider charge, int sourcePartition, long sourceSequence, long offset) {
        Place place = new Place(sourcePartition, sourceSequence);
        OfProvider issued = chargesIssued.get(place);
        if (!charge.equals(issued)) {
            difference("provider.inputs offset " + offset + ": charge " + place
                    + (issued == null ? " was never issued by the payers' fold" : " is not the one that was issued"));
        }
        chargesFound.add(place);
    }

    /** A refund as it stands on the payers' inputs, which are read before the lines that issue it. */
    void received(ProviderRefundReceived refund, long offset) {
        refundsReceived.add(new Received(offset, refund));
    }

    /** Compares what went from fold to fold. A refund that is not relayed yet is no difference. */
    void checkPassedOn() {
        for (Place place : chargesIssued.keySet()) {
            if (!chargesFound.contains(place)) {
                difference("charge " + place + " did not reach the providers' inputs");
            }
        }
        for (Received each : refundsReceived) {
            ProviderRefundReceived refund = each.refund();
            Refund issued = refundsIssued.get(new Place(refund.sourcePartition(), refund.sourceSequence()));
            Refund received = new Refund(refund.provider(), refund.payer(), refund.intentId(), refund.draws());
            if (!received.equals(issued)) {
                difference("ledger.inputs offset " + each.offset() + ": refund " + refund
                        + (issued == null ? " was never issued by the providers' fold" : " is not " + issued));
            }
        }
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
