package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** After every step of a seeded random run all invariants hold; a replay of the run gives the same lines. */
class FoldPropertyTest {
    private static final int RUNS = 30;
    private static final int STEPS = 3_000;

    /** {@code -Dledger.seed=N} reruns one seed. */
    private static List<Long> seeds() {
        Long given = Long.getLong("ledger.seed");
        if (given != null) {
            return List.of(given);
        }
        SplittableRandom random = new SplittableRandom();
        List<Long> seeds = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            seeds.add(random.nextLong());
        }
        return seeds;
    }

    private record Step(InputSource source, PayerInput input) {}

    @Test
    void invariantsHoldAfterEveryStepAndReplayIsIdentical() {
        for (long seed : seeds()) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("failed with -Dledger.seed=" + seed, e);
            }
        }
    }

    private static void run(long seed) {
        RandomInputs inputs = new RandomInputs(seed);
        InMemoryPayerStore store = new InMemoryPayerStore();
        PayerFold fold = new PayerFold(store);
        List<Step> steps = new ArrayList<>();
        List<JournalLine> journal = new ArrayList<>();
        Books books = new Books();
        for (int i = 0; i < STEPS; i++) {
            long clockMs = inputs.clockMs();
            PayerInput input = inputs.next();
            String key = input instanceof PayerInput.OfPayer of ? of.payer().toString() : "broadcast";
            Step step = new Step(new InputSource(key, 0, 1, i, clockMs), input);
            steps.add(step);
            Folded folded = fold.fold(step.source(), step.input());
            journal.addAll(folded.lines());
            folded.lines().forEach(books::book);
            books.check(store);
        }
        assertThat(journal.stream().filter(l -> l.outcome() == Outcome.ACCEPTED).count())
                .as("the generator reaches accepted inputs")
                .isGreaterThan(STEPS / 20);
        assertThat(replay(steps)).isEqualTo(journal);
    }

    private static List<JournalLine> replay(List<Step> steps) {
        PayerFold fold = new PayerFold(new InMemoryPayerStore());
        List<JournalLine> journal = new ArrayList<>();
        steps.forEach(s -> journal.addAll(fold.fold(s.source(), s.input()).lines()));
        return journal;
    }

    /** A second set of books, kept from the postings alone. */
    private static final class Books {
        private record Account(AccountType type, Address owner, long chainId) {}

        private final Map<Account, Long> balances = new HashMap<>();
        private final Map<Address, Bytes32> lastHash = new HashMap<>();
        private Bytes32 partitionHash = Bytes32.ZERO;
        private long sequence;

        void book(JournalLine line) {
            Address system = PayerScript.address("system");
            for (Posting p : line.postings()) {
                Address owner = p.owner() == null ? system : p.owner();
                balances.merge(new Account(p.account(), owner, p.chainId()), p.amountNanos(), Math::addExact);
            }
            assertThat(line.partitionSequence()).isEqualTo(++sequence);
            assertThat(line.partitionPreviousHash()).isEqualTo(partitionHash);
            partitionHash = line.partitionHash();
            if (line.accountSequence() > 0 && line.account() != null) {
                assertThat(line.accountPreviousHash()).isEqualTo(lastHash.getOrDefault(line.account(), Bytes32.ZERO));
                lastHash.put(line.account(), line.accountHash());
            }
        }

        void check(InMemoryPayerStore store) {
            assertThat(balances.values().stream().mapToLong(Long::longValue).sum())
                    .isZero();
            long locked = 0;
            for (PayerAccount account : store.accounts().values()) {
                for (SubBalance b : account.balances().all()) {
                    assertThat(b.amountNanos()).isPositive();
                    assertThat(balances.get(new Account(b.account(), account.payer(), b.chainId())))
                            .isEqualTo(b.amountNanos());
                }
                locked += account.balances().total(AccountType.PAYER_LOCKED);
            }
            long openCredits = store.intents().stream()
                    .filter(i -> i.status().isOpen() && i.funding() == Funding.CREDITS)
                    .mapToLong(Intent::maxAmountNanos)
                    .sum();
            assertThat(locked).isEqualTo(openCredits);
            long owned = balances.entrySet().stream()
                    .filter(e -> e.getKey().type().isOwned())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            long held = store.accounts().values().stream()
                    .flatMap(a -> a.balances().all().stream())
                    .mapToLong(SubBalance::amountNanos)
                    .sum();
            assertThat(owned).as("no owned balance outside of the accounts").isEqualTo(held);
        }
    }
}
