package io.fluxledger.bench.jmh;

import io.fluxledger.bench.workload.Workload;
import io.fluxledger.bench.workload.WorkloadEvents;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.codec.InputDecoder;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The inputs' codec on one thread: record to bytes of the wire format, and bytes to what the fold takes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBenchmark {
    static final String REGISTRY = "fluxledger.bench.registry";

    private static final int RECORDS = 3_000;
    private static final int ACCOUNTS = 1_000;

    private final SpecificRecord[] events = new SpecificRecord[RECORDS];
    private final byte[][] values = new byte[RECORDS][];
    private final EventSerde serde =
            new EventSerde(new SchemaRegistryClient(URI.create(System.getProperty(REGISTRY, "http://127.0.0.1:8081"))));

    /** Draws the records; the registry must know their schemas. */
    @Setup
    public void draw() {
        WorkloadShape shape = WorkloadShape.uniform(Long.getLong(FoldBenchmark.SEED, 1), ACCOUNTS);
        WorkloadEvents drawn = new WorkloadEvents(shape, 1);
        Workload workload = new Workload(shape);
        for (int i = 0; i < RECORDS; i++) {
            events[i] = drawn.event(workload.next());
            values[i] = serde.serialize(TopicCatalog.LEDGER_INPUTS, events[i]);
        }
    }

    /** Record to bytes. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void encode(Blackhole sink) {
        for (SpecificRecord event : events) {
            sink.consume(serde.serialize(TopicCatalog.LEDGER_INPUTS, event));
        }
    }

    /** Bytes to the fold's input. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void decode(Blackhole sink) {
        for (byte[] value : values) {
            sink.consume(InputDecoder.payer(serde.deserialize(value)));
        }
    }
}
