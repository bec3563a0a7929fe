package io.fluxledger.bench.jmh;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.bench.workload.Workload;
import io.fluxledger.bench.workload.WorkloadEvents;
import io.fluxledger.bench.workload.WorkloadShape;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import java.util.List;

/** The fold's codec: time and size. */
public final class CodecPart implements Part {
    private static final int SAMPLE = 30_000;
    private static final int ACCOUNTS = 1_000;
    private static final long DEADLINE_MS = 1_800_000_000_000L;
    private static final double MOST_US = 1;
    private static final double MOST_BYTES = 160;

    @Override
    public String name() {
        return "codec";
    }

    @Override
    public String description() {
        return "the fold's codec: time to encode a line and to decode an input, bytes";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        try (LedgerServers servers = LedgerServers.start(run, "codec")) {
            List<String> registry = List.of("-D" + CodecBenchmark.REGISTRY + "=" + servers.registryUrl());
            Jmh.Score encode = Jmh.run(run, CodecBenchmark.class, "encode", registry);
            Jmh.Score decode = Jmh.run(run, CodecBenchmark.class, "decode", registry);
            return List.of(
                    time("codec_encode_us", encode),
                    time("codec_decode_us", decode),
                    Figure.of(
                                    "bytes_per_input",
                                    bytesPerInput(servers.serde(), run.options().seed()),
                                    "bytes")
                            .withTarget(Target.atMost(MOST_BYTES))
                            .against("values of lock, receipt, settlement, with 65-byte signatures, uncompressed"));
        }
    }

    private static Figure time(String name, Jmh.Score score) {
        return Figure.of(name, score.score(), "us")
                .withTarget(Target.atMost(MOST_US))
                .against(score.how());
    }

    private static double bytesPerInput(EventSerde serde, long seed) {
        WorkloadShape shape = WorkloadShape.uniform(seed, ACCOUNTS);
        WorkloadEvents events = new WorkloadEvents(shape, DEADLINE_MS);
        Workload workload = new Workload(shape);
        long bytes = 0;
        for (int i = 0; i < SAMPLE; i++) {
            bytes += serde.serialize(TopicCatalog.LEDGER_INPUTS, events.event(workload.next())).length;
        }
        return (double) bytes / SAMPLE;
    }
}
