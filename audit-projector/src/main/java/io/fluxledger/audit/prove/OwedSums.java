package io.fluxledger.audit.prove;

import io.fluxledger.events.AccountType;
import io.fluxledger.events.AuditLiabilities;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Posting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is owed and held per chain, added up from the lines themselves, to be held against what batches say. */
public final class OwedSums {
    private static final Set<String> OWED = Set.copyOf(OwedReader.TYPES);

    private final LeafSalts salts;
    private final Map<Long, SortedMap<String, Long>> byChain = new TreeMap<>();
    private final Map<Long, Long> owedNanos = new HashMap<>();
    private final Map<Long, Long> treasuryNanos = new HashMap<>();
    private final Map<Long, Long> betweenChainsNanos = new HashMap<>();

    /** @param salts by which the batches were sealed */
    public OwedSums(LeafSalts salts) {
        this.salts = salts;
    }

    /** Adds a line's postings. */
    public void add(JournalLine line) {
        for (Posting posting : line.getPostings()) {
            add(posting);
        }
    }

    private void add(Posting posting) {
        long chainId = posting.getChainId();
        long nanos = posting.getAmountNanos();
        if (posting.getAccount() == AccountType.TREASURY) {
            treasuryNanos.merge(chainId, -nanos, Math::addExact);
        } else if (posting.getAccount() == AccountType.TRANSIT || posting.getAccount() == AccountType.IN_BRIDGE) {
            betweenChainsNanos.merge(chainId, nanos, Math::addExact);
        } else if (posting.getOwner() != null
                && OWED.contains(posting.getAccount().name())) {
            String owner = "0x" + HexFormat.of().formatHex(posting.getOwner().bytes());
            SortedMap<String, Long> owners = byChain.computeIfAbsent(chainId, chain -> new TreeMap<>());
            owners.merge(owner, nanos, OwedSums::sumOrNothing);
            owedNanos.merge(chainId, nanos, Math::addExact);
        }
    }

    /** Who is owed nothing has no leaf. */
    private static @Nullable Long sumOrNothing(Long before, Long nanos) {
        long sum = Math.addExact(before, nanos);
        return sum == 0 ? null : sum;
    }

    /** Leaves that a comparison of roots would hash. */
    public long leaves() {
        return byChain.values().stream().mapToLong(Map::size).sum();
    }

    /**
     * What a batch says otherwise than the lines up to it; and where less is held than is owed.
     *
     * @param batchId the batch
     * @param said by the batch
     * @param roots whether the trees are made again too; the sums always are
     */
    public List<String> differences(long batchId, List<AuditLiabilities> said, boolean roots) {
        List<String> differences = new ArrayList<>();
        Set<Long> chains = new TreeSet<>();
        byChain.forEach((chainId, owners) -> {
            if (!owners.isEmpty()) {
                chains.add(chainId);
            }
        });
        for (AuditLiabilities chain : said) {
            chains.remove(chain.getChainId());
            compare(batchId, chain, roots, differences);
        }
        chains.forEach(
                chainId -> differences.add("nothing is said to be owed on chain %d, the lines lead to %d nano-USDC"
                        .formatted(chainId, owedNanos.getOrDefault(chainId, 0L))));
        return differences;
    }

    private void compare(long batchId, AuditLiabilities said, boolean roots, List<String> differences) {
        long chainId = said.getChainId();
        long owed = owedNanos.getOrDefault(chainId, 0L);
        long treasury = treasuryNanos.getOrDefault(chainId, 0L);
        long between = betweenChainsNanos.getOrDefault(chainId, 0L);
        differ(differences, chainId, "owed", said.getSumNanos(), owed);
        differ(differences, chainId, "held by the treasury", said.getTreasuryNanos(), treasury);
        differ(differences, chainId, "owed to other chains", said.getBetweenChainsNanos(), between);
        if (treasury < Math.addExact(owed, between)) {
            differences.add("on chain %d the treasury holds %d nano-USDC and owes %d"
                    .formatted(chainId, treasury, owed + between));
        }
        SortedMap<String, Long> owners = byChain.getOrDefault(chainId, new TreeMap<>());
        if (roots && !owners.isEmpty() && owners.values().stream().allMatch(nanos -> nanos > 0)) {
            byte[] root = said.getRoot().bytes();
            if (salts.tree(batchId, chainId, owners, root).isEmpty()) {
                differences.add(
                        "on chain %d the lines do not lead to the sum tree 0x%s by the secrets that are known here"
                                .formatted(chainId, HexFormat.of().formatHex(root)));
            }
        }
        owners.forEach((owner, nanos) -> {
            if (nanos < 0) {
                differences.add("on chain %d %s is owed %d nano-USDC".formatted(chainId, owner, nanos));
            }
        });
    }

    private static void differ(List<String> differences, long chainId, String what, long said, long found) {
        if (said != found) {
            differences.add("on chain %d %d nano-USDC are said to be %s, the lines lead to %d"
                    .formatted(chainId, said, what, found));
        }
    }
}
