package io.fluxledger.bench.intake;

import io.fluxledger.bench.Bench;
import java.util.List;

/** {@code ./ledger bench intake}: what callers of the HTTP API get. */
public final class IntakeBench {
    private IntakeBench() {}

    /** The bench with its parts, in the order of running. */
    public static Bench create() {
        return new Bench(
                "intake", "the front door: signed requests over HTTP", List.of(new LocksPart(), new CallsPart()));
    }
}
