package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.RejectionReason;
import io.fluxledger.rules.UnknownRulesVersionException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Section 1 and 2 of the rules: clock, sequences, balances, credit and debit, parameters. */
final class Frame {
    static final InputId NO_ID = new InputId(0, 0);

    private static final long MAX_RETENTION_MS = 3_650 * 86_400_000L;
    private static final long MAX_MINIMUM_FEE_NANOS = 1_000_000_000_000_000_000L;
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final Map<Slot, BigInteger> balances = new HashMap<>();
    private final Map<Slot, BigInteger> pending = new HashMap<>();
    private final Map<Address, Long> accountSequences = new HashMap<>();
    private final Map<String, Long> visits = new TreeMap<>();
    private final List<Said> said = new ArrayList<>();
    private Map<Slot, BigInteger> posted = Map.of();
    private Parameters parameters = Parameters.INITIAL;
    private Parameters lineParameters = Parameters.INITIAL;
    private long clockMs;
    private long sequence;
    private int partition;

    void begin(InputSource source) {
        clockMs = Math.max(clockMs, source.appendTimeMs());
        partition = source.partition();
        lineParameters = parameters;
        abandon();
    }

    /** Forgets what the line under way has posted. */
    void abandon() {
        pending.clear();
        said.clear();
        posted = Map.of();
    }

    /** What an entry of the line under way says. */
    void says(String entry, Object... values) {
        said.add(new Said(entry, List.of(values)));
    }

    void checkPlace(InputSource source, Address account) {
        Refusal.when(!source.key().equals(account.toString()), RejectionReason.KEY_MISMATCH);
        Refusal.when(
                KeyPartition.of(source.key(), source.partitions()) != source.partition(),
                RejectionReason.WRONG_PARTITION);
    }

    long clockMs() {
        return clockMs;
    }

    int partition() {
        return partition;
    }

    Parameters parameters() {
        return parameters;
    }

    /** Partition sequence of the line under way. */
    long line() {
        return sequence + 1;
    }

    boolean knows(Address account) {
        return accountSequences.containsKey(account);
    }

    Map<Address, Long> accounts() {
        return accountSequences;
    }

    void visit(String path) {
        visits.merge(path, 1L, Long::sum);
    }

    Map<String, Long> visits() {
        return visits;
    }

    Map<Slot, BigInteger> balances() {
        return balances;
    }

    BigInteger balance(AccountType account, @Nullable Address owner, long chainId) {
        Slot slot = new Slot(account, owner, chainId);
        return balances.getOrDefault(slot, BigInteger.ZERO).add(pending.getOrDefault(slot, BigInteger.ZERO));
    }

    /** The owner's balances of that kind that are not zero, by chain. */
    SortedMap<Long, BigInteger> chains(AccountType account, Address owner) {
        TreeMap<Long, BigInteger> found = new TreeMap<>();
        for (Map<Slot, BigInteger> part : List.of(balances, pending)) {
            part.forEach((slot, amount) -> {
                if (slot.account() == account && owner.equals(slot.owner())) {
                    found.merge(slot.chainId(), amount, BigInteger::add);
                }
            });
        }
        found.values().removeIf(amount -> amount.signum() == 0);
        return found;
    }

    BigInteger total(AccountType account, Address owner) {
        return chains(account, owner).values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    void post(AccountType account, @Nullable Address owner, long chainId, BigInteger amount) {
        pending.merge(new Slot(account, owner, chainId), amount, BigInteger::add);
    }

    void post(AccountType account, @Nullable Address owner, long chainId, long amount) {
        post(account, owner, chainId, BigInteger.valueOf(amount));
    }

    void credit(Party party, Address owner, long chainId, long amount) {
        credit(party, owner, chainId, BigInteger.valueOf(amount));
    }

    /** Repays debts, the one on the chain first, then ascending; the rest is free. */
    void credit(Party party, Address owner, long chainId, BigInteger amount) {
        BigInteger left = amount;
        for (long chain : preferring(chainId, chains(party.debt, owner))) {
            BigInteger debt = balance(party.debt, owner, chain).negate();
            BigInteger repaid = debt.min(left);
            if (repaid.signum() > 0) {
                visit(party + (chain == chainId ? " debt repaid" : " debt repaid on another chain"));
                post(party.debt, owner, chain, repaid);
                moveBetweenChains(chain, chainId, repaid);
                left = left.subtract(repaid);
            }
        }
        post(party.free, owner, chainId, left);
    }

    /** Takes what is free, on the chain first, then ascending; what is missing becomes debt. */
    void take(Party party, Address owner, long chainId, BigInteger amount) {
        BigInteger left = amount;
        for (long chain : preferring(chainId, chains(party.free, owner))) {
            BigInteger taken = balance(party.free, owner, chain).min(left);
            if (taken.signum() > 0) {
                visit(party + (chain == chainId ? " taken" : " taken on another chain"));
                post(party.free, owner, chain, taken.negate());
                moveBetweenChains(chainId, chain, taken);
                left = left.subtract(taken);
            }
        }
        if (left.signum() > 0) {
            visit(party + " debt");
            post(party.debt, owner, chainId, left.negate());
        }
    }

    boolean hasDebt(Party party, Address owner) {
        return !chains(party.debt, owner).isEmpty();
    }

    private void moveBetweenChains(long to, long from, BigInteger amount) {
        if (to != from) {
            post(AccountType.TRANSIT, null, to, amount.negate());
            post(AccountType.TRANSIT, null, from, amount);
        }
    }

    /** The preferred chain, then the others in ascending order. */
    static List<Long> preferring(long chainId, SortedMap<Long, BigInteger> chains) {
        List<Long> order = new ArrayList<>();
        if (chains.containsKey(chainId)) {
            order.add(chainId);
        }
        chains.keySet().stream().filter(chain -> chain != chainId).forEach(order::add);
        return order;
    }

    /** Makes the pending postings count, or refuses them; nothing else may have been changed before. */
    void commit() {
        check();
        pending.forEach((slot, amount) -> balances.merge(slot, amount, BigInteger::add));
        balances.values().removeIf(amount -> amount.signum() == 0);
        posted = Map.copyOf(pending);
        pending.clear();
    }

    /** Refuses pending postings that cannot count. */
    void check() {
        pending.values().removeIf(amount -> amount.signum() == 0);
        Map<Long, BigInteger> sums = new HashMap<>();
        Map<Address, BigInteger> held = held();
        pending.forEach((slot, amount) -> {
            sums.merge(slot.chainId(), amount, BigInteger::add);
            BigInteger after = balances.getOrDefault(slot, BigInteger.ZERO).add(amount);
            if (slot.owner() != null) {
                Refusal.when(
                        after.compareTo(LONG_MIN) < 0
                                || held.getOrDefault(slot.owner(), BigInteger.ZERO)
                                                .compareTo(LONG_MAX)
                                        > 0,
                        RejectionReason.OVERFLOW);
                boolean debt = slot.account() == AccountType.PAYER_DEBT || slot.account() == AccountType.PROVIDER_DEBT;
                if (debt ? after.signum() > 0 : after.signum() < 0) {
                    throw new IllegalStateException(slot + " would be " + after);
                }
            }
        });
        if (sums.values().stream().anyMatch(sum -> sum.signum() != 0)) {
            throw new IllegalStateException("postings do not sum to zero: " + pending);
        }
    }

    /** What the owners of the line's postings would have: the sum of their balances that are positive. */
    private Map<Address, BigInteger> held() {
        Set<Address> owners = new HashSet<>();
        pending.keySet().stream().map(Slot::owner).filter(Objects::nonNull).forEach(owners::add);
        Map<Slot, BigInteger> after = new HashMap<>(pending);
        balances.forEach((slot, amount) -> {
            if (owners.contains(slot.owner())) {
                after.merge(slot, amount, BigInteger::add);
            }
        });
        Map<Address, BigInteger> held = new HashMap<>();
        after.forEach((slot, amount) -> {
            if (slot.owner() != null) {
                held.merge(slot.owner(), amount.max(BigInteger.ZERO), BigInteger::add);
            }
        });
        return held;
    }

    OracleLine accepted(@Nullable Address account) {
        if (!pending.isEmpty()) {
            throw new IllegalStateException("postings were left over: " + pending);
        }
        Map<Slot, BigInteger> after = new HashMap<>();
        long accountSequence = 0;
        if (account != null) {
            accountSequence = accountSequences.merge(account, 1L, Long::sum);
            balances.forEach((slot, amount) -> {
                if (account.equals(slot.owner())) {
                    after.put(slot, amount);
                }
            });
        }
        return line(Outcome.ACCEPTED, null, 0, account, accountSequence, posted, after);
    }

    OracleLine refused(Refusal refusal, @Nullable Address account) {
        abandon();
        return refusal.reason == null
                ? line(Outcome.ALREADY_APPLIED, null, refusal.reference, account, 0, Map.of(), Map.of())
                : line(Outcome.REJECTED, refusal.reason, 0, account, 0, Map.of(), Map.of());
    }

    private OracleLine line(
            Outcome outcome,
            @Nullable RejectionReason reason,
            long reference,
            @Nullable Address account,
            long accountSequence,
            Map<Slot, BigInteger> postings,
            Map<Slot, BigInteger> after) {
        sequence++;
        int rules = lineParameters.rulesVersion();
        return new OracleLine(
                outcome,
                reason,
                reference,
                account,
                clockMs,
                rules,
                sequence,
                accountSequence,
                postings,
                after,
                List.copyOf(said));
    }

    void activate(Parameters next) {
        if (next.rulesVersion() != Parameters.RULES_VERSION) {
            throw new UnknownRulesVersionException(next.rulesVersion());
        }
        boolean absurd = next.providerFeePpm() < 0
                || next.providerFeePpm() > 1_000_000
                || next.monthlyMinimumFeeNanos() < 0
                || next.monthlyMinimumFeeNanos() > MAX_MINIMUM_FEE_NANOS
                || next.monthlyMinimumVolumeNanos() < 0
                || next.sweepLimit() <= 0
                || next.maxIntentLifeMs() <= 0
                || next.retentionMs() < next.maxIntentLifeMs()
                || next.retentionMs() > MAX_RETENTION_MS;
        Refusal.when(absurd, RejectionReason.INVALID_AMOUNT);
        Refusal.alreadyWhen(next.equals(parameters), 0);
        parameters = next;
    }

    static boolean wholePositiveMicros(long amountMicros) {
        return amountMicros > 0 && amountMicros <= Long.MAX_VALUE / 1000;
    }
}
