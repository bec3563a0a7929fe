package io.fluxledger.bench.chain;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.events.TransactionState;
import io.fluxledger.relayer.Relayer;
import io.fluxledger.signatures.Keccak256;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A relayer that begins anew with many transactions in flight: until the first new command is signed behind them. */
final class RestartPart implements Part {
    private static final int IN_FLIGHT = 100_000;
    private static final int QUICK_IN_FLIGHT = 10_000;
    private static final int SIGNED_AT_ONCE = 10_000;
    private static final double LIMIT_S = 10;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String MAX_FEE_WEI = "20000000000";
    private static final String TIP_WEI = "1000000000";

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public String description() {
        return "a relayer that begins anew with 100,000 transactions in flight";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int count = run.options().choose(QUICK_IN_FLIGHT, IN_FLIGHT);
        try (ChainServers servers = ChainServers.start(run, "restart");
                NodeCalls calls = servers.calls();
                RelayerTopics topics = servers.topics()) {
            // Nothing is mined any more, so that all of them stay in flight.
            calls.call("evm_setIntervalMining", "0");
            long first = calls.minedNonce(servers.payouts().address());
            prepare(run, servers, topics, first, count);
            PayoutCommands payouts = servers.payouts();
            int partition = topics.command(payouts.lane(), payouts.command("new"));
            long startNs = System.nanoTime();
            try (Relayer relayer = servers.relayer(POLL, 2 * count)) {
                long nonce = awaitSigned(topics, "new");
                double seconds = (System.nanoTime() - startNs) / 1e9;
                if (nonce != first + count || relayer.openCommands() != count + 1) {
                    throw new IllegalStateException("the new command of partition " + partition + " has nonce " + nonce
                            + ", expected " + (first + count) + "; open " + relayer.openCommands());
                }
                return List.of(Figure.of("restart_s_100k_inflight", seconds, "s")
                        .withTarget(Target.atMost(LIMIT_S))
                        .against("%,d in flight; from the start until a new command is signed at the next nonce"
                                .formatted(count)));
            }
        }
    }

    private static void prepare(BenchRun run, ChainServers servers, RelayerTopics topics, long first, int count)
            throws Exception {
        PayoutCommands payouts = servers.payouts();
        int partition = -1;
        for (int from = 0; from < count; from += SIGNED_AT_ONCE) {
            int start = from;
            List<byte[]> signed = IntStream.range(from, Math.min(count, from + SIGNED_AT_ONCE))
                    .parallel()
                    .mapToObj(i -> payouts.signed("old:" + i, first + i))
                    .toList();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < signed.size(); i++) {
                ChainCommand command = payouts.command("old:" + (start + i));
                if (partition < 0) {
                    partition = topics.command(payouts.lane(), command);
                } else {
                    sent.add(topics.commandLater(payouts.lane(), command));
                }
                sent.add(topics.transaction(partition, inFlight(command, first + start + i, signed.get(i))));
            }
            for (Future<RecordMetadata> each : sent) {
                RecordMetadata _ = each.get();
            }
            run.progress("%,d in flight".formatted(from + signed.size()));
        }
    }

    private static ChainTransaction inFlight(ChainCommand command, long nonce, byte[] raw) {
        long nowMs = System.currentTimeMillis();
        return ChainTransaction.newBuilder()
                .setCommandId(command.getCommandId())
                .setKind(command.getKind())
                .setChainId(command.getChainId())
                .setSigner(command.getSigner())
                .setAccount(command.getAccount())
                .setSubjectId(command.getSubjectId())
                .setState(TransactionState.BROADCAST)
                .setLaneNonce(nonce)
                .setAttempts(List.of(TransactionAttempt.newBuilder()
                        .setTransactionHash(new Hash32(Keccak256.hash(raw)))
                        .setRaw(ByteBuffer.wrap(raw))
                        .setMaxFeePerGasWei(MAX_FEE_WEI)
                        .setMaxPriorityFeePerGasWei(TIP_WEI)
                        .setSignedAtMs(nowMs)
                        .build()))
                .setBlockNumber(0)
                .setUpdatedAtMs(nowMs)
                .build();
    }

    private static long awaitSigned(RelayerTopics topics, String id) {
        AtomicLong nonce = new AtomicLong(-1);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (nonce.get() < 0) {
            topics.read(event -> {
                if (event instanceof ChainTransaction saved
                        && saved.getCommandId().equals(id)
                        && saved.getState() == TransactionState.SIGNED) {
                    nonce.set(saved.getLaneNonce());
                }
            });
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(id + " was not signed in " + PATIENCE);
            }
        }
        return nonce.get();
    }
}
