package io.fluxledger.bench.ledger;

import io.fluxledger.bench.Bench;
import io.fluxledger.bench.jmh.CodecPart;
import io.fluxledger.bench.jmh.FoldPart;
import io.fluxledger.bench.latency.LatencyPart;
import io.fluxledger.bench.state.HeapPart;
import io.fluxledger.bench.state.RestorePart;
import io.fluxledger.bench.state.StoresPart;
import io.fluxledger.bench.stream.StreamPart;
import io.fluxledger.bench.verify.VerifyPart;
import java.util.List;

/** {@code ./ledger bench ledger}: everything that is measured of the ledger's core. */
public final class LedgerBench {
    private LedgerBench() {}

    /** The bench with its parts, in the order of running. */
    public static Bench create() {
        return new Bench(
                "ledger",
                "the ledger core: fold, codec, stream, answers, verification, state",
                List.of(
                        new FoldPart(),
                        new CodecPart(),
                        new StreamPart(),
                        new LatencyPart(),
                        new VerifyPart(),
                        new HeapPart(),
                        new RestorePart(),
                        new StoresPart()));
    }
}
