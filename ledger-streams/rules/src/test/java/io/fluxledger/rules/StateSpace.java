package io.fluxledger.rules;

import static io.fluxledger.rules.PayerScript.address;
import static io.fluxledger.rules.PayerScript.word;

import io.fluxledger.rules.PayerInput.OfPayer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every state that one payer, one provider, an intent of CREDITS across two chains and one of ESCROW can reach with a
 * bounded set of inputs, breadth first. States are told apart by their content: no sequences, hashes or offsets.
 */
final class StateSpace {
    static final Address PAYER = address("alice");
    static final Address PROVIDER = address("bob");
    static final long FIRST_CLOCK_MS = 1_000;
    static final long STEP_MS = 1_000;
    static final long DEADLINE_MS = 2_500;
    private static final Bytes32 TRANSACTION = word("tx");

    /**
     * What is explored.
     *
     * @param clockSteps how often the clock may go on by a second; the deadlines lie between the second and the third
     */
    record Bound(
            int clockSteps, boolean credits, boolean escrow, boolean holds, boolean withdrawal, boolean sessions) {}

    /** An input that can come at any time. */
    record Action(String name, long stepMs, Function<InputId, PayerInput> input) {}

    /**
     * @param stuck the inputs to a state out of which no path leads to nothing locked; null when there is none
     * @param unlocked states in which nothing is locked
     */
    record Result(
            int states,
            long inputs,
            long transitions,
            int unlocked,
            int depth,
            @Nullable List<String> stuck) {}

    private record Edge(int from, int to) {}

    private final List<Action> actions;
    private final int maxClockSteps;
    private final Map<String, Integer> known = new HashMap<>();
    private final List<byte[]> paths = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final BitSet free = new BitSet();
    private long inputs;

    StateSpace(Bound bound) {
        actions = actions(bound);
        maxClockSteps = bound.clockSteps();
    }

    /** One run of the fold along a path. */
    private static final class Run {
        final PayerState state = new PayerState();
        final PayerFold fold = new PayerFold(state);
        long offset;
        long clockMs = FIRST_CLOCK_MS;
        /** Charges of each intent. */
        final Map<String, Integer> charges = new TreeMap<>();

        Folded step(Action action) {
            clockMs += action.stepMs();
            PayerInput input = action.input().apply(new InputId(1, offset));
            String key = input instanceof OfPayer of ? of.payer().toString() : "broadcast";
            Folded folded = fold.fold(new InputSource(key, 0, 1, offset++, clockMs), input);
            for (ProviderInput.OfProvider charge : folded.charges()) {
                if (charge instanceof ProviderInput.UsageCharged used) {
                    charges.merge(used.intentId(), 1, Integer::sum);
                }
            }
            return folded;
        }
    }

    private Run replay(byte[] path) {
        Run run = new Run();
        for (byte action : path) {
            run.step(actions.get(action));
        }
        return run;
    }

    /** @throws AssertionError with the inputs that lead to a state in which an invariant does not hold */
    Result explore() {
        ArrayDeque<Integer> open = new ArrayDeque<>();
        visit(new Run(), new byte[0], open);
        while (!open.isEmpty()) {
            expand(open.remove(), open);
        }
        return new Result(paths.size(), inputs, edges.size(), free.cardinality(), paths.getLast().length, stuck());
    }

    private void expand(int from, ArrayDeque<Integer> open) {
        byte[] path = paths.get(from);
        Run run = replay(path);
        for (int a = 0; a < actions.size(); a++) {
            Action action = actions.get(a);
            if (action.stepMs() > 0 && run.clockMs >= FIRST_CLOCK_MS + maxClockSteps * STEP_MS) {
                continue;
            }
            byte[] next = Arrays.copyOf(path, path.length + 1);
            next[path.length] = (byte) a;
            inputs++;
            Folded folded;
            try {
                folded = run.step(action);
            } catch (CorruptionException e) {
                throw new AssertionError(names(next), e);
            }
            boolean changed =
                    action.stepMs() > 0 || folded.lines().stream().anyMatch(line -> line.outcome() == Outcome.ACCEPTED);
            if (changed) {
                edges.add(new Edge(from, visit(run, next, open)));
                run = replay(path);
            }
        }
    }

    private int visit(Run run, byte[] path, ArrayDeque<Integer> open) {
        StateContent content = StateContent.of(run.state, run.charges);
        Integer before = known.get(content.key());
        if (before != null) {
            return before;
        }
        int number = paths.size();
        known.put(content.key(), number);
        paths.add(path);
        open.add(number);
        String broken = content.broken();
        if (broken != null) {
            throw new AssertionError(broken + " after " + names(path));
        }
        free.set(number, content.isNothingLocked());
        return number;
    }

    private String names(byte[] path) {
        List<String> names = new ArrayList<>();
        for (byte action : path) {
            names.add(actions.get(action).name());
        }
        return String.join(", ", names);
    }

    /** Backwards from where nothing is locked; what is not reached is stuck. */
    private @Nullable List<String> stuck() {
        List<List<Integer>> before = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            before.add(new ArrayList<>(2));
        }
        edges.forEach(edge -> before.get(edge.to()).add(edge.from()));
        BitSet out = (BitSet) free.clone();
        ArrayDeque<Integer> open = new ArrayDeque<>();
        free.stream().forEach(open::add);
        while (!open.isEmpty()) {
            for (int from : before.get(open.remove())) {
                if (!out.get(from)) {
                    out.set(from);
                    open.add(from);
                }
            }
        }
        int first = out.nextClearBit(0);
        return first == paths.size() ? null : List.of(names(paths.get(first)).split(", "));
    }

    private static List<Action> actions(Bound bound) {
        List<Action> all = new ArrayList<>();
        // Advances the clock and does nothing else.
        all.add(new Action("step", STEP_MS, id -> new PayerInput.HoldReleased(id, 99)));
        all.add(new Action("tick", 0, PayerInput.ClockTick::new));
        if (bound.credits()) {
            credits(all);
        }
        if (bound.escrow()) {
            escrow(all);
        }
        if (bound.holds()) {
            all.add(new Action("hold", 0, id -> new PayerInput.HoldPlaced(id, 2, "down")));
            all.add(new Action("release", 0, id -> new PayerInput.HoldReleased(id, 2)));
            if (bound.credits()) {
                add(all, "review", id -> new PayerInput.IntentHeld(id, PAYER, "i1", PROVIDER, "price"));
                add(all, "reviewed", id -> new PayerInput.IntentReleased(id, PAYER, "i1", PROVIDER));
            }
        }
        if (bound.sessions()) {
            sessions(all);
        }
        if (bound.withdrawal()) {
            withdrawal(all);
        }
        return all;
    }

    private static void add(List<Action> all, String name, Function<InputId, PayerInput> input) {
        all.add(new Action(name, 0, input));
    }

    private static void credits(List<Action> all) {
        for (long chain = 1; chain <= 2; chain++) {
            DepositKey deposit = new DepositKey(chain, address("usdc"), word("d" + chain));
            long micros = chain == 1 ? 5 : 2;
            add(
                    all,
                    "deposited" + chain,
                    id -> new PayerInput.CreditsDeposited(id, PAYER, deposit, micros, TRANSACTION, 1));
            add(all, "revoked" + chain, id -> new PayerInput.DepositRevoked(id, PAYER, deposit, TRANSACTION));
        }
        add(
                all,
                "lock",
                id -> new PayerInput.IntentLocked(
                        id,
                        PAYER,
                        "i1",
                        Funding.CREDITS,
                        PayoutMode.INSTANT,
                        PROVIDER,
                        6_000,
                        DEADLINE_MS,
                        2,
                        List.of(new Draw(2, 2_000), new Draw(1, 4_000)),
                        word("l1"),
                        null));
        receipt(all, "i1", "r1", 2_500);
        receipt(all, "i1", "r2", 3_500);
        close(all, "i1");
    }

    private static void receipt(List<Action> all, String intentId, String nonce, long usedNanos) {
        add(
                all,
                "receipt " + intentId + " " + nonce,
                id -> new PayerInput.UsageReceipt(
                        id, PAYER, intentId, PROVIDER, usedNanos, 1, 1, 2, word(intentId + nonce), 1));
    }

    private static void close(List<Action> all, String intentId) {
        add(
                all,
                "settle " + intentId,
                id -> new PayerInput.SettlementRequested(id, PAYER, intentId, PROVIDER, RequestedBy.GATEWAY, null));
        add(
                all,
                "refund " + intentId,
                id -> new PayerInput.RefundRequested(
                        id, PAYER, intentId, PROVIDER, RefundReason.CANCELLED, RequestedBy.GATEWAY, null));
    }

    private static void escrow(List<Action> all) {
        EscrowTerms terms = new EscrowTerms(
                2,
                address("usdc"),
                address("operator"),
                PROVIDER,
                4,
                1,
                2,
                3,
                10,
                10,
                address("treasury"),
                word("salt"),
                Signature.NONE);
        add(
                all,
                "escrow",
                id -> new PayerInput.IntentLocked(
                        id,
                        PAYER,
                        "e1",
                        Funding.ESCROW,
                        PayoutMode.INSTANT,
                        PROVIDER,
                        4_000,
                        DEADLINE_MS,
                        2,
                        List.of(),
                        word("e1"),
                        terms));
        receipt(all, "e1", "r1", 1_500);
        receipt(all, "e1", "r2", 2_500);
        close(all, "e1");
        for (EscrowStep step : EscrowStep.values()) {
            // What the chain can say: the maximum, either capture, either rest.
            for (long micros = 1; micros <= 4; micros++) {
                long amount = micros;
                boolean possible = step != EscrowStep.AUTHORIZE || amount == 4;
                if (possible) {
                    add(
                            all,
                            "confirm " + step + " " + amount,
                            id -> new PayerInput.EscrowConfirmed(
                                    id, PAYER, "e1", step, 2, TRANSACTION, amount, step == EscrowStep.CAPTURE ? 1 : 0));
                }
            }
            add(all, "fail " + step, id -> new PayerInput.EscrowFailed(id, PAYER, "e1", step, 2, "no", null));
            add(all, "revoke " + step, id -> new PayerInput.EscrowRevoked(id, PAYER, "e1", step, 2, TRANSACTION));
        }
    }

    /** Two locks of which the limit has room for one at a time; the session ends before their deadline. */
    private static void sessions(List<Action> all) {
        DepositKey deposit = new DepositKey(1, address("usdc"), word("d1"));
        add(all, "deposited", id -> new PayerInput.CreditsDeposited(id, PAYER, deposit, 7, TRANSACTION, 1));
        Address key = address("k1");
        add(
                all,
                "grant",
                id -> new PayerInput.SessionGranted(id, PAYER, key, 5_000, DEADLINE_MS - STEP_MS, 1, null, word("g1")));
        add(all, "take back", id -> new PayerInput.SessionRevoked(id, PAYER, key, RevokedBy.SESSION, word("v1")));
        for (String intentId : List.of("s1", "s2")) {
            add(
                    all,
                    "lock " + intentId,
                    id -> new PayerInput.IntentLocked(
                            id,
                            PAYER,
                            intentId,
                            Funding.CREDITS,
                            PayoutMode.BATCH,
                            PROVIDER,
                            3_000,
                            DEADLINE_MS,
                            2,
                            List.of(new Draw(1, 3_000)),
                            word(intentId),
                            null,
                            key,
                            false));
            receipt(all, intentId, "r1", 2_000);
            close(all, intentId);
        }
    }

    private static void withdrawal(List<Action> all) {
        add(
                all,
                "withdraw",
                id -> new PayerInput.WithdrawalRequested(id, PAYER, "w1", 1, 1_000, PAYER, 1_000_000, word("w1")));
        for (TransferStatus status : TransferStatus.values()) {
            add(
                    all,
                    "withdrawal " + status,
                    id -> new PayerInput.WithdrawalConfirmed(id, PAYER, "w1", status, 1, null));
        }
    }

    /** Explores and prints: {@code StateSpace full} or, without an argument, the reduced bound. */
    public static void main(String[] arguments) {
        for (Bound bound : arguments.length == 0 ? StateSpaceTest.REDUCED : StateSpaceTest.FULL) {
            System.out.println(bound + ": " + new StateSpace(bound).explore());
        }
    }
}
