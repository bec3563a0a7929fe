package io.fluxledger.relayer.send;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * An independent model of what is outside a lane: a chain that loses, delays, forgets and reverts transactions, a durable
 * log, and the listeners. It crashes the lane between any two steps.
 */
final class LaneModel implements LaneOutside {
    /** The process died here. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private record Sent(String commandId, long nonce, Hash32 hash) {}

    private record Block(List<Sent> transactions) {}

    private final Random random;
    private final double crashChance;
    private final double unreachableChance;
    /** Commands whose dry run reverts when it is asked, each time anew with this chance. */
    private final double revertChance;

    final Map<String, ChainTransaction> durable = new LinkedHashMap<>();
    final Map<String, List<CommandOutcome>> announced = new HashMap<>();
    private final TreeMap<Long, Sent> pool = new TreeMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final Set<String> failsOnChain = new HashSet<>();
    private final Map<String, Sent> signed = new HashMap<>();
    private long nowMs = 1_000_000;
    private int signatures;

    LaneModel(long seed, double crashChance) {
        this(seed, crashChance, 0.05, 0.1);
    }

    /** Everything answers and nothing reverts. */
    static LaneModel reliable() {
        return new LaneModel(1, 0, 0, 0);
    }

    private LaneModel(long seed, double crashChance, double unreachableChance, double revertChance) {
        this.random = new Random(seed);
        this.crashChance = crashChance;
        this.unreachableChance = unreachableChance;
        this.revertChance = revertChance;
        blocks.add(new Block(List.of()));
    }

    static ChainCommand command(String id, CommandKind kind, String dependsOn, long notAfterS) {
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(kind)
                .setChainId(43114)
                .setSigner(new Address20(new byte[20]))
                .setAccount(new Address20(new byte[20]))
                .setSubjectId("subject")
                .setTo(new Address20(new byte[20]))
                .setData(ByteBuffer.allocate(0))
                .setAmountMicros(5)
                .setDependsOn(dependsOn.isEmpty() ? null : dependsOn)
                .setNotAfterS(notAfterS)
                .build();
    }

    /** Which commands revert when they are mined, whatever the dry run said. */
    void failOnChain(String commandId) {
        failsOnChain.add(commandId);
    }

    private void mayCrash() {
        if (random.nextDouble() < crashChance) {
            throw new Crash();
        }
    }

    private long minedNonce(int upToBlock) {
        long nonce = 0;
        for (int i = 0; i < upToBlock; i++) {
            nonce += blocks.get(i).transactions().size();
        }
        return nonce;
    }

    /** Some time passes and the chain does what it likes. */
    void pass(int confirmations) {
        nowMs += 1 + random.nextInt(4_000);
        if (random.nextInt(12) == 0 && blocks.size() > confirmations + 1) {
            // A reorganisation shallower than finality; its transactions are not put back into the pool.
            blocks.removeLast();
        }
        if (random.nextInt(10) == 0 && !pool.isEmpty()) {
            pool.pollLastEntry();
        }
        List<Sent> block = new ArrayList<>();
        long next = minedNonce(blocks.size());
        while (random.nextInt(4) > 0 && pool.containsKey(next)) {
            block.add(pool.remove(next));
            next++;
        }
        blocks.add(new Block(block));
        pool.headMap(next).clear();
    }

    /** What the chain has executed for good. */
    Map<String, Integer> executed() {
        Map<String, Integer> counts = new HashMap<>();
        for (Block block : blocks) {
            for (Sent sent : block.transactions()) {
                if (!failsOnChain.contains(sent.commandId())) {
                    counts.merge(sent.commandId(), 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    @Override
    public LaneEvent head() {
        mayCrash();
        if (random.nextDouble() < unreachableChance) {
            return new LaneEvent.Unreachable("model");
        }
        long number = blocks.size() - 1L;
        return new LaneEvent.HeadSeen(
                nowMs,
                number,
                nowMs / 1_000,
                BigInteger.valueOf(7),
                BigInteger.ONE,
                minedNonce(blocks.size()),
                minedNonce(Math.max(1, blocks.size() - 1)));
    }

    @Override
    public LaneEvent perform(LaneAction action) {
        mayCrash();
        if (random.nextDouble() < unreachableChance && !(action instanceof LaneAction.Announce)) {
            return new LaneEvent.Unreachable("model");
        }
        LaneEvent event = switch (action) {
            case LaneAction.LookUp lookUp -> lookUp(lookUp);
            case LaneAction.Preflight preflight ->
                random.nextDouble() < revertChance
                        ? new LaneEvent.PreflightReverted(preflight.command().getCommandId(), "model")
                        : new LaneEvent.PreflightPassed(preflight.command().getCommandId(), BigInteger.TEN);
            case LaneAction.Sign sign -> sign(sign.command().getCommandId(), sign.nonce(), sign.fees());
            case LaneAction.Bump bump -> sign(bump.command().getCommandId(), bump.nonce(), bump.fees());
            case LaneAction.Send send -> send(send);
            case LaneAction.Announce announce -> announce(announce);
        };
        mayCrash();
        return event;
    }

    private LaneEvent lookUp(LaneAction.LookUp lookUp) {
        String id = lookUp.command().getCommandId();
        for (int number = 0; number < blocks.size(); number++) {
            for (Sent sent : blocks.get(number).transactions()) {
                if (lookUp.attempts().contains(sent.hash())) {
                    boolean ok = !failsOnChain.contains(id);
                    return new LaneEvent.Mined(
                            id,
                            new MinedTransaction(
                                    sent.hash(), number, sent.hash(), ok, 21_000, 5, 0, ok ? "" : "reverted"));
                }
            }
        }
        return new LaneEvent.NotMined(id);
    }

    private LaneEvent sign(String commandId, long nonce, Fees fees) {
        byte[] hash = ByteBuffer.allocate(32).putInt(++signatures).array();
        Hash32 hash32 = new Hash32(hash);
        signed.put(hash32.toString(), new Sent(commandId, nonce, hash32));
        return new LaneEvent.AttemptSigned(
                commandId,
                nonce,
                TransactionAttempt.newBuilder()
                        .setTransactionHash(hash32)
                        .setRaw(ByteBuffer.wrap(hash))
                        .setMaxFeePerGasWei(fees.maxFeeWei().toString())
                        .setMaxPriorityFeePerGasWei(fees.priorityFeeWei().toString())
                        .setSignedAtMs(nowMs)
                        .build());
    }

    private LaneEvent send(LaneAction.Send send) {
        ChainTransaction saved = durable.get(send.command().getCommandId());
        if (saved == null || !saved.getAttempts().contains(send.attempt())) {
            throw new AssertionError("Sent before it was saved: " + send);
        }
        Sent sent = signed.get(send.attempt().getTransactionHash().toString());
        if (sent == null) {
            throw new AssertionError("Never signed: " + send);
        }
        if (sent.nonce() >= minedNonce(blocks.size())) {
            pool.put(sent.nonce(), sent);
        }
        return new LaneEvent.Broadcast(send.command().getCommandId());
    }

    private LaneEvent announce(LaneAction.Announce announce) {
        announced
                .computeIfAbsent(announce.command().getCommandId(), id -> new ArrayList<>())
                .add(announce.outcome());
        return new LaneEvent.Announced(announce.command().getCommandId());
    }

    @Override
    public void save(List<Lane.Change> changes) {
        mayCrash();
        changes.forEach(change -> durable.put(change.transaction().getCommandId(), change.transaction()));
        Map<Long, String> holders = new HashMap<>();
        durable.values().stream().filter(saved -> saved.getLaneNonce() >= 0).forEach(saved -> {
            String other = holders.put(saved.getLaneNonce(), saved.getCommandId());
            if (other != null) {
                throw new AssertionError(
                        "Nonce " + saved.getLaneNonce() + " given to " + other + " and " + saved.getCommandId());
            }
        });
        mayCrash();
    }
}
