package io.fluxledger.bench.jmh;

import io.fluxledger.bench.workload.Step;
import io.fluxledger.bench.workload.Workload;
import io.fluxledger.bench.workload.WorkloadEvents;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.codec.InputDecoder;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayerState;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The payers' fold alone, on one thread: decoded inputs of calls in, journal lines with their hashes out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
public class FoldBenchmark {
    static final String SEED = "fluxledger.bench.seed";

    private static final int INPUTS = 300_000;
    private static final int ACCOUNTS = 10_000;
    private static final long CLOCK_MS = 1_800_000_000_000L;
    private static final long DEADLINE_MS = CLOCK_MS + 3_600_000;

    private final PayerInput[] deposits = new PayerInput[ACCOUNTS];
    private final InputSource[] depositSources = new InputSource[ACCOUNTS];
    private final PayerInput[] inputs = new PayerInput[INPUTS];
    private final InputSource[] sources = new InputSource[INPUTS];
    private PayerFold fold = newFold();

    private static PayerFold newFold() {
        return new PayerFold(new PayerState());
    }

    /** Draws the inputs. */
    @Setup(Level.Trial)
    public void draw() {
        WorkloadShape shape = WorkloadShape.uniform(Long.getLong(SEED, 1), ACCOUNTS);
        WorkloadEvents events = new WorkloadEvents(shape, DEADLINE_MS);
        int payer = 0;
        for (CreditsDeposited deposit : events.deposits()) {
            deposits[payer] = InputDecoder.payer(deposit);
            depositSources[payer] = source(events.key(payer), payer);
            payer++;
        }
        Workload workload = new Workload(shape);
        for (int i = 0; i < INPUTS; i++) {
            Step step = workload.next();
            inputs[i] = InputDecoder.payer(events.event(step));
            sources[i] = source(events.key(step.payer()), ACCOUNTS + i);
        }
    }

    private static InputSource source(String key, long offset) {
        return new InputSource(key, 0, 1, offset, CLOCK_MS);
    }

    /** A fold in which every payer has credits. */
    @Setup(Level.Invocation)
    public void deposit() {
        fold = newFold();
        for (int i = 0; i < ACCOUNTS; i++) {
            fold.fold(depositSources[i], deposits[i]);
        }
    }

    /** Folds them all. */
    @Benchmark
    @OperationsPerInvocation(INPUTS)
    public int fold() {
        int accepted = 0;
        for (int i = 0; i < INPUTS; i++) {
            Folded folded = fold.fold(sources[i], inputs[i]);
            if (folded.lines().getFirst().outcome() == Outcome.ACCEPTED) {
                accepted++;
            }
        }
        if (accepted != INPUTS) {
            throw new IllegalStateException("%,d of %,d inputs were accepted".formatted(accepted, INPUTS));
        }
        return accepted;
    }
}
