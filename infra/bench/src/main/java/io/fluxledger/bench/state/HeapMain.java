package io.fluxledger.bench.state;

import io.fluxledger.bench.workload.Step;
import io.fluxledger.bench.workload.WorkloadEvents;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.codec.InputDecoder;
import io.fluxledger.codec.PayerStateCodec;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayerState;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Fills the payers' state through the real fold and says what the JVM's heap and the change log have grown by, in a JVM of
 * its own. Arguments: OPEN or RESOLVED, number of intents, seed. Prints one line of {@code name=value}.
 */
final class HeapMain {
    private static final int ACCOUNTS = 10_000;
    private static final int PROVIDERS = 32;
    private static final long CLOCK_MS = 1_800_000_000_000L;
    private static final long DEADLINE_MS = CLOCK_MS + 3_600_000;
    private static final long MAX_NANOS = 50_000_000;
    private static final long USED_NANOS = 7_000_000;
    /** Inputs between two commits: 500 ms at 2,000 inputs a second. */
    private static final int COMMIT = 1_000;

    private static final int COLLECTIONS = 3;
    private static final int WARM_UP = 2_000;

    private final WorkloadEvents events;
    private final SplittableRandom random;
    private final PayerState state = new PayerState();
    private final PayerFold fold = new PayerFold(state);
    private long changeLogBytes;
    private final PayerState.Changes changeLog =
            PayerStateCodec.writer((key, value) -> changeLogBytes += key.length + (value == null ? 0 : value.length));
    private long offset;

    private HeapMain(long seed) {
        events = new WorkloadEvents(new WorkloadShape(seed, ACCOUNTS, 0, PROVIDERS, 1), DEADLINE_MS);
        random = new SplittableRandom(seed);
    }

    /** What {@link HeapPart} reads. */
    enum Kind {
        OPEN,
        RESOLVED
    }

    public static void main(String[] args) throws JMException {
        int intents = Integer.parseInt(args[1]);
        long seed = Long.parseLong(args[2]);
        // Classes and what the JVM keeps for itself are not the intents': a first round, which is thrown away, loads
        // them.
        HeapMain first = new HeapMain(~seed);
        first.deposits();
        first.fill(Kind.valueOf(args[0]), WARM_UP);
        HeapMain main = new HeapMain(seed);
        main.deposits();
        long histogramBefore = histogram();
        long usedBefore = used();
        main.changeLogBytes = 0;
        main.fill(Kind.valueOf(args[0]), intents);
        long usedAfter = used();
        long histogramAfter = histogram();
        System.out.printf(
                "heap=%d histogram=%d changelog=%d open=%d resolved=%d%n",
                usedAfter - usedBefore,
                histogramAfter - histogramBefore,
                main.changeLogBytes,
                main.state.openCount(),
                main.state.resolvedCount());
    }

    private void deposits() {
        int payer = 0;
        for (CreditsDeposited deposit : events.deposits()) {
            fold(payer++, InputDecoder.payer(deposit));
        }
        commit();
    }

    private void fill(Kind kind, int intents) {
        for (int i = 0; i < intents; i++) {
            int payer = random.nextInt(ACCOUNTS);
            int provider = random.nextInt(PROVIDERS);
            UUID call = new UUID(random.nextLong(), random.nextLong());
            step(Step.Kind.LOCK, payer, provider, call, MAX_NANOS);
            if (kind == Kind.RESOLVED) {
                step(Step.Kind.RECEIPT, payer, provider, call, USED_NANOS);
                step(Step.Kind.SETTLE, payer, provider, call, 0);
            }
        }
        commit();
    }

    private void step(Step.Kind kind, int payer, int provider, UUID call, long amountNanos) {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        fold(payer, InputDecoder.payer(events.event(new Step(kind, payer, provider, id, call, amountNanos))));
    }

    private void fold(int payer, PayerInput input) {
        Outcome outcome = fold.fold(new InputSource(events.key(payer), 0, 1, offset++, CLOCK_MS), input)
                .lines()
                .getFirst()
                .outcome();
        if (outcome != Outcome.ACCEPTED) {
            throw new IllegalStateException("an input was not accepted: " + input);
        }
        if (offset % COMMIT == 0) {
            commit();
        }
    }

    private void commit() {
        state.drain(changeLog);
    }

    private static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Bytes of all live objects as the JVM's own class histogram counts them, a second opinion. */
    private static long histogram() throws JMException {
        Object text = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        List<String> lines = String.valueOf(text).lines().toList();
        String[] total = lines.getLast().strip().split("\\s+");
        return Long.parseLong(total[2]);
    }
}
