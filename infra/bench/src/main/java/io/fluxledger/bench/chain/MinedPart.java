package io.fluxledger.bench.chain;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.relayer.Relayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** One payout at a time: what the relayer adds to the wait for the next block. */
final class MinedPart implements Part {
    private static final int PAYOUTS = 60;
    private static final int QUICK_PAYOUTS = 10;
    private static final int WARM_UP = 10;
    private static final double LIMIT_MS = 50;
    private static final double NS_PER_MS = 1e6;
    private static final Duration POLL = Duration.ofMillis(20);

    private record Sample(double toPoolMs, double toInputMs) {
        double sumMs() {
            return toPoolMs + toInputMs;
        }
    }

    @Override
    public String name() {
        return "mined";
    }

    @Override
    public String description() {
        return "from command on the topic to mined and told, without the wait for the block";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int count = run.options().choose(QUICK_PAYOUTS, PAYOUTS);
        SplittableRandom random = new SplittableRandom(run.options().seed());
        List<Sample> samples = new ArrayList<>();
        try (ChainServers servers = ChainServers.start(run, "mined");
                NodeCalls calls = servers.calls();
                RelayerTopics topics = servers.topics();
                Relayer relayer = servers.relayer(POLL, 16)) {
            while (!relayer.isReady()) {
                Thread.onSpinWait();
            }
            for (int i = -WARM_UP; i < count; i++) {
                LockSupport.parkNanos(random.nextLong(1_000_000_000L));
                Sample sample = sample(servers, calls, topics, "mined:" + i);
                if (i >= 0) {
                    samples.add(sample);
                }
            }
        }
        double toPoolMs = median(samples.stream().map(Sample::toPoolMs).toList());
        double toInputMs = median(samples.stream().map(Sample::toInputMs).toList());
        return List.of(Figure.of(
                        "command_to_mined_ms_over_block",
                        median(samples.stream().map(Sample::sumMs).toList()),
                        "ms")
                .withTarget(Target.atMost(LIMIT_MS))
                .against(
                        "median of %d; to the node's pool %.1f ms, from the block to the input %.1f ms (the node is asked each %d ms)"
                                .formatted(samples.size(), toPoolMs, toInputMs, POLL.toMillis())));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static Sample sample(ChainServers servers, NodeCalls calls, RelayerTopics topics, String id)
            throws Exception {
        PayoutCommands payouts = servers.payouts();
        long nonce = calls.minedNonce(payouts.address());
        int partition = topics.command(payouts.lane(), payouts.command(id));
        long commandNs = System.nanoTime();
        long pooledNs = commandNs;
        long mined = nonce;
        while (mined == nonce) {
            boolean inPool = calls.pending() > 0;
            mined = calls.minedNonce(payouts.address());
            if (!inPool && mined == nonce) {
                pooledNs = System.nanoTime();
            }
        }
        long minedNs = System.nanoTime();
        long toldNs = topics.awaitPayouts(Set.of(id));
        if (partition < 0) {
            throw new IllegalStateException("no partition");
        }
        return new Sample((pooledNs - commandNs) / NS_PER_MS, (toldNs - minedNs) / NS_PER_MS);
    }
}
