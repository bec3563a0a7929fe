package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
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
        PayerState store = new PayerState();
        ChangeLog changeLog = new ChangeLog();
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
            if (i % 61 == 0) {
                PayerState copy = new PayerState();
                store.all(copy.restorer());
                assertThat(content(copy)).isEqualTo(content(store));
            }
            if (i % 97 == 0) {
                store.drain(changeLog);
            }
            if (i % 500 == 499) {
                store.drain(changeLog);
                PayerState restored = changeLog.restore();
                assertThat(content(restored)).isEqualTo(content(store));
                // From here on the restored state goes on: it must answer the same.
                store = restored;
                fold = new PayerFold(store);
            }
        }
        assertThat(journal.stream().filter(l -> l.outcome() == Outcome.ACCEPTED).count())
                .as("the generator reaches accepted inputs")
                .isGreaterThan(STEPS / 20);
        assertThat(replay(steps)).isEqualTo(journal);
    }

    private static List<JournalLine> replay(List<Step> steps) {
        PayerFold fold = new PayerFold(new PayerState());
        List<JournalLine> journal = new ArrayList<>();
        steps.forEach(s -> journal.addAll(fold.fold(s.source(), s.input()).lines()));
        return journal;
    }

    /** A second set of books, kept from the postings alone. */
    private static final class Books {
        private record Account(AccountType type, Address owner, long chainId) {}

        private record Spender(Address payer, Address sessionKey) {}

        private record Held(Spender spender, long nanos) {}

        private final Map<Account, Long> balances = new HashMap<>();
        private final Map<Spender, Long> committed = new HashMap<>();
        private final Map<String, Held> open = new HashMap<>();
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
            partitionHash = line.hash();
            line.entries().forEach(entry -> commit(line.account(), entry));
            if (line.accountSequence() > 0 && line.account() != null) {
                assertThat(line.accountPreviousHash()).isEqualTo(lastHash.getOrDefault(line.account(), Bytes32.ZERO));
                lastHash.put(line.account(), line.hash());
            }
        }

        /** What sessions have committed, from the entries alone. */
        private void commit(@Nullable Address payer, LedgerEntry entry) {
            if (payer == null) {
                return;
            }
            switch (entry) {
                case LedgerEntry.SessionOpened e -> committed.put(new Spender(payer, e.sessionKey()), 0L);
                case LedgerEntry.IntentOpened e -> {
                    Address sessionKey = e.sessionKey();
                    if (sessionKey != null) {
                        Spender spender = new Spender(payer, sessionKey);
                        open.put(payer + e.intentId(), new Held(spender, e.maxAmountNanos()));
                        committed.merge(spender, e.maxAmountNanos(), Math::addExact);
                    }
                }
                case LedgerEntry.IntentClosed e -> {
                    Held held = open.remove(payer + e.intentId());
                    if (held != null) {
                        committed.merge(held.spender(), Draw.sum(e.captures()) - held.nanos(), Math::addExact);
                    }
                }
                default -> {}
            }
        }

        void check(PayerState store) {
            store.accounts(account -> store.sessions(account.payer(), session -> {
                Long booked = committed.get(new Spender(session.payer(), session.sessionKey()));
                assertThat(session.committedNanos())
                        .isEqualTo(booked)
                        .isBetween(session.openNanos(), session.limitNanos());
            }));
            assertThat(balances.values().stream().mapToLong(Long::longValue).sum())
                    .isZero();
            long[] locked = new long[1];
            long[] held = new long[1];
            store.accounts(account -> {
                for (SubBalance b : account.balances().all()) {
                    assertThat(b.amountNanos() < 0).isEqualTo(b.account().isDebt());
                    assertThat(balances.get(new Account(b.account(), account.payer(), b.chainId())))
                            .isEqualTo(b.amountNanos());
                    held[0] += b.amountNanos();
                }
                assertThat(account.isFrozen() && account.balances().has(AccountType.PAYER_AVAILABLE))
                        .as("a debt implies that nothing is available")
                        .isFalse();
                locked[0] += account.balances().total(AccountType.PAYER_LOCKED);
            });
            long[] openCredits = new long[1];
            store.intents(i -> {
                if (i.status().isOpen() && i.funding() == Funding.CREDITS) {
                    openCredits[0] += i.maxAmountNanos();
                }
            });
            assertThat(locked[0]).isEqualTo(openCredits[0]);
            long owned = balances.entrySet().stream()
                    .filter(e -> e.getKey().type().isOwned())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            assertThat(owned).as("no owned balance outside of the accounts").isEqualTo(held[0]);
        }
    }

    /** Everything in a state, in an order that does not depend on its tables. */
    private static List<String> content(PayerState state) {
        List<String> all = new ArrayList<>();
        ChangeLog log = new ChangeLog();
        state.all(log);
        log.entries.forEach((key, value) -> all.add(key + " = " + value));
        Collections.sort(all);
        return all;
    }

    /** A compacted change log: the last value of each key. */
    private static final class ChangeLog implements PayerState.Changes {
        private final Map<Object, Object> entries = new LinkedHashMap<>();

        private record Taken(int source, long sequence) {}

        private record SessionKey(Address payer, Address sessionKey) {}

        private void put(Object key, Object value) {
            entries.remove(key);
            entries.put(key, value);
        }

        @Override
        public void head(PartitionHead head) {
            put("head", head);
        }

        @Override
        public void account(PayerAccount account) {
            put(account.payer(), account);
        }

        @Override
        public void intent(Intent intent) {
            put(intent.key(), intent);
        }

        @Override
        public void resolved(ResolvedIntent intent) {
            put(intent.key(), intent);
        }

        @Override
        public void forgotten(Fingerprint intentKey) {
            entries.remove(intentKey);
        }

        @Override
        public void session(Session session) {
            put(new SessionKey(session.payer(), session.sessionKey()), session);
        }

        @Override
        public void sessionForgotten(Address payer, Address sessionKey) {
            entries.remove(new SessionKey(payer, sessionKey));
        }

        @Override
        public void deposit(Deposit deposit) {
            put(deposit.payer() + "d" + deposit.key(), deposit);
        }

        @Override
        public void withdrawal(Withdrawal withdrawal) {
            put(withdrawal.payer() + "w" + withdrawal.withdrawalId(), withdrawal);
        }

        @Override
        public void dispute(Dispute dispute) {
            put(dispute.payer() + "x" + dispute.intentId(), dispute);
        }

        @Override
        public void refundsTaken(int sourcePartition, long sourceSequence) {
            put("taken" + sourcePartition, new Taken(sourcePartition, sourceSequence));
        }

        PayerState restore() {
            PayerState state = new PayerState();
            PayerState.Changes to = state.restorer();
            for (Object value : entries.values()) {
                switch (value) {
                    case PartitionHead head -> to.head(head);
                    case PayerAccount account -> to.account(account);
                    case Intent intent -> to.intent(intent);
                    case ResolvedIntent intent -> to.resolved(intent);
                    case Session session -> to.session(session);
                    case Deposit deposit -> to.deposit(deposit);
                    case Withdrawal withdrawal -> to.withdrawal(withdrawal);
                    case Dispute dispute -> to.dispute(dispute);
                    case Taken taken -> to.refundsTaken(taken.source(), taken.sequence());
                    default -> throw new AssertionError(value);
                }
            }
            return state;
        }
    }
}
