package io.fluxledger.bench.chain;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.relayer.Relayer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Payouts through the whole relayer, and the same transactions sent by a loop that does nothing else. */
final class SpeedPart implements Part {
    private static final int PAYOUTS = 8_000;
    private static final int QUICK_PAYOUTS = 600;
    private static final int WARM_UP = 3;
    private static final int BATCH = 100;
    private static final int MAX_IN_FLIGHT = 4_096;
    private static final double RATIO = 0.7;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String GAS_LIMIT = "\"0x11e1a300\"";

    @Override
    public String name() {
        return "speed";
    }

    @Override
    public String description() {
        return "payouts from command to the input that says it is mined, against pre-signed transactions in a bare loop";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int count = run.options().choose(QUICK_PAYOUTS, PAYOUTS);
        List<Double> relayed = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        try (ChainServers servers = ChainServers.start(run, "speed");
                NodeCalls calls = servers.calls();
                RelayerTopics topics = servers.topics();
                Relayer relayer = servers.relayer(POLL, MAX_IN_FLIGHT)) {
            // Ten times what a block holds on the networks: the node's own speed is to be the limit, not the block.
            calls.call("evm_setBlockGasLimit", GAS_LIMIT);
            while (!relayer.isReady()) {
                Thread.onSpinWait();
            }
            // A relayer runs for weeks: it is compared when its code is compiled, as the loop's, which has none, always
            // is. After one round the compiler still takes half a processor from the node.
            for (int warm = 0; warm < WARM_UP; warm++) {
                relayed(servers, topics, "warm-" + warm, count);
            }
            for (int round = 0; round < run.options().rounds(); round++) {
                bare.add(bare(servers, calls, "bare-" + round, count));
                relayed.add(relayed(servers, topics, "relayed-" + round, count));
                run.progress("bare loop %.0f/s, relayer %.0f/s".formatted(bare.getLast(), relayed.getLast()));
            }
        }
        double relayedPerS = median(relayed);
        double barePerS = median(bare);
        return List.of(
                Figure.of("relayer_tx_per_s", relayedPerS, "transactions/s")
                        .against("%d payouts a round, until all are told as mined; a block a second".formatted(count)),
                Figure.of("bare_loop_tx_per_s", barePerS, "transactions/s")
                        .against("signed beforehand, %d a request, until mined".formatted(BATCH)),
                Figure.of("relayer_vs_bare_loop", relayedPerS / barePerS, "ratio")
                        .withTarget(Target.atLeast(RATIO))
                        .against("medians of %d rounds in turns on one node".formatted(relayed.size())));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double relayed(ChainServers servers, RelayerTopics topics, String name, int count) {
        PayoutCommands payouts = servers.payouts();
        Set<String> ids = new HashSet<>();
        long startNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            String id = name + ":" + i;
            ids.add(id);
            var _ = topics.commandLater(payouts.lane(), payouts.command(id));
        }
        // It returns later: what is left to do must not be done while the bare loop runs.
        long endNs = topics.awaitPayouts(ids);
        return count * 1e9 / (endNs - startNs);
    }

    private static double bare(ChainServers servers, NodeCalls calls, String name, int count)
            throws IOException, InterruptedException {
        PayoutCommands payouts = servers.barePayouts();
        long first = calls.minedNonce(payouts.address());
        List<byte[]> signed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            signed.add(payouts.signed(name + ":" + i, first + i));
        }
        long startNs = System.nanoTime();
        for (int from = 0; from < count; from += BATCH) {
            calls.send(signed.subList(from, Math.min(count, from + BATCH)));
        }
        while (calls.minedNonce(payouts.address()) < first + count) {
            Thread.onSpinWait();
        }
        return count * 1e9 / (System.nanoTime() - startNs);
    }
}
