package io.fluxledger.bench.jmh;

import io.fluxledger.bench.workload.Step;
import io.fluxledger.bench.workload.Workload;
import io.fluxledger.bench.workload.WorkloadEvents;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.codec.InputReader;
import io.fluxledger.codec.LineWriter;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayerState;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The fold's codec on one thread: an input's bytes to what the fold takes, and a journal line to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBenchmark {
    static final String REGISTRY = "fluxledger.bench.registry";

    private static final long CLOCK_MS = 1_800_000_000_000L;
    private static final long DEADLINE_MS = CLOCK_MS + 3_600_000;
    private static final int RECORDS = 3_000;
    private static final int ACCOUNTS = 1_000;

    private final JournalLine[] lines = new JournalLine[RECORDS];
    private final byte[][] values = new byte[RECORDS][];
    private final EventSerde serde =
            new EventSerde(new SchemaRegistryClient(URI.create(System.getProperty(REGISTRY, "http://127.0.0.1:8081"))));
    private final InputReader<PayerInput> reader = InputReader.payers(serde);
    private final LineWriter writer = new LineWriter(serde, TopicCatalog.LEDGER_JOURNAL);

    /** Draws the records and folds them; the registry must know their schemas. */
    @Setup
    public void draw() {
        WorkloadShape shape = WorkloadShape.uniform(Long.getLong(FoldBenchmark.SEED, 1), ACCOUNTS);
        WorkloadEvents drawn = new WorkloadEvents(shape, DEADLINE_MS);
        PayerFold fold = new PayerFold(new PayerState());
        long offset = 0;
        for (CreditsDeposited deposit : drawn.deposits()) {
            PayerInput input = reader.read(serde.serialize(TopicCatalog.LEDGER_INPUTS, deposit));
            var _ = fold.fold(source(drawn.key((int) offset), offset), input);
            offset++;
        }
        Workload workload = new Workload(shape);
        for (int i = 0; i < RECORDS; i++) {
            Step step = workload.next();
            values[i] = serde.serialize(TopicCatalog.LEDGER_INPUTS, drawn.event(step));
            lines[i] = fold.fold(source(drawn.key(step.payer()), offset + i), reader.read(values[i]))
                    .lines()
                    .getFirst();
            if (lines[i].outcome() != Outcome.ACCEPTED) {
                throw new IllegalStateException("not accepted: " + lines[i]);
            }
        }
    }

    private static InputSource source(String key, long offset) {
        return new InputSource(key, 0, 1, offset, CLOCK_MS);
    }

    /** Journal line to bytes, with its entry, postings and balances. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void encode(Blackhole sink) {
        for (int i = 0; i < RECORDS; i++) {
            sink.consume(writer.line(lines[i], 0, i));
        }
    }

    /** Bytes to the fold's input. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void decode(Blackhole sink) {
        for (byte[] value : values) {
            sink.consume(reader.read(value));
        }
    }
}
