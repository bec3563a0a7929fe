package io.fluxledger.relayer.simulate;

import io.fluxledger.events.Hash32;
import io.fluxledger.relayer.send.MinedTransaction;
import io.fluxledger.relayer.send.SendAnswer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One chain as one signer sees it: blocks, a pool of pending transactions, and reorganisations. */
final class SimulatedChain {
    /** @param commandId null when it is none of the lane's commands: a no-op, or a stranger's */
    record Tx(Hash32 hash, @Nullable String commandId, boolean cancels, long nonce, long maxFeeWei, long tipWei) {}

    /** @param done commands that another sender executed in it, with that transaction */
    record Block(long number, Hash32 hash, long timeS, List<Tx> txs, Map<String, Hash32> done, long nonceAfter) {}

    /** Where a transaction is or was. */
    record Place(Block block, Tx tx) {}

    private record Arrival(long atMs, Tx tx) {}

    private final SplittableRandom random;
    private final List<Block> blocks = new ArrayList<>();
    private final TreeMap<Long, Tx> pool = new TreeMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Map<Hash32, Place> orphans = new HashMap<>();
    private final int confirmations;
    private int hashes;
    long baseFeeWei = 7;

    SimulatedChain(SplittableRandom random, int confirmations) {
        this.random = random;
        this.confirmations = confirmations;
        blocks.add(new Block(0, newHash(), 0, List.of(), Map.of(), 0));
    }

    Hash32 newHash() {
        return new Hash32(ByteBuffer.allocate(32).putInt(++hashes).array());
    }

    Block head() {
        return blocks.getLast();
    }

    /** The block of that number, the oldest one for smaller numbers; null when there is none yet. */
    @Nullable
    Block block(long number) {
        return number >= blocks.size() ? null : blocks.get((int) Math.max(0, number));
    }

    Block finalBlock(long headNumber) {
        return blocks.get((int) Math.max(0, headNumber - confirmations + 1));
    }

    /** Offers bytes to the pool as a node does. */
    SendAnswer offer(Tx tx) {
        if (tx.nonce() < head().nonceAfter()) {
            return SendAnswer.UNCLEAR;
        }
        Tx before = pool.get(tx.nonce());
        if (before != null && before.hash().equals(tx.hash())) {
            return SendAnswer.POOLED;
        }
        if (before != null
                && (tx.maxFeeWei() * 10 < before.maxFeeWei() * 11 || tx.tipWei() * 10 < before.tipWei() * 11)) {
            return SendAnswer.UNDERPRICED;
        }
        pool.put(tx.nonce(), tx);
        return SendAnswer.POOLED;
    }

    void offerLater(Tx tx, long atMs) {
        arrivals.add(new Arrival(atMs, tx));
    }

    void arrive(long nowMs) {
        for (Arrival arrival : List.copyOf(arrivals)) {
            if (arrival.atMs() <= nowMs) {
                arrivals.remove(arrival);
                // Nobody hears the answer.
                SendAnswer _ = offer(arrival.tx());
            }
        }
    }

    /** Nodes lose some of what waits, or drop what would not pay the base fee. */
    void forgetSome(boolean any) {
        pool.values()
                .removeIf(tx ->
                        (any && random.nextInt(2) == 0) || (tx.maxFeeWei() < baseFeeWei && random.nextInt(3) == 0));
    }

    /** A block with what pays its base fee, up to that many transactions. */
    void mine(long timeS, int limit, Map<String, Hash32> done) {
        List<Tx> txs = new ArrayList<>();
        long nonce = head().nonceAfter();
        while (txs.size() < limit) {
            Tx next = pool.get(nonce);
            if (next == null || next.maxFeeWei() < baseFeeWei) {
                break;
            }
            txs.add(next);
            nonce++;
        }
        add(timeS, txs, done);
    }

    /** Another program uses the signer's key. */
    void mineStranger(long timeS) {
        long nonce = head().nonceAfter();
        add(timeS, List.of(new Tx(newHash(), null, false, nonce, Long.MAX_VALUE / 100, 1)), Map.of());
    }

    private void add(long timeS, List<Tx> txs, Map<String, Hash32> done) {
        long after = head().nonceAfter() + txs.size();
        blocks.add(new Block(blocks.size(), newHash(), timeS, List.copyOf(txs), Map.copyOf(done), after));
        pool.headMap(after).clear();
        // What the network has not shown by now it has dropped: the nonce is used for good.
        long usedForGood = finalBlock(head().number()).nonceAfter();
        arrivals.removeIf(arrival -> arrival.tx().nonce() < usedForGood);
    }

    /** Replaces the newest blocks by empty ones. */
    void reorganise(int depth, boolean backToPool, long timeS) {
        List<Tx> dropped = new ArrayList<>();
        int replaced = (int) Math.min(depth, blocks.size() - 1L);
        for (int i = 0; i < replaced; i++) {
            Block block = blocks.removeLast();
            block.txs().forEach(tx -> orphans.put(tx.hash(), new Place(block, tx)));
            dropped.addAll(0, block.txs());
        }
        if (backToPool) {
            dropped.forEach(tx -> pool.putIfAbsent(tx.nonce(), tx));
        }
        for (int i = 0; i < replaced; i++) {
            boolean mines = backToPool && random.nextInt(3) == 0;
            mine(timeS, mines ? 1 + random.nextInt(3) : 0, Map.of());
        }
    }

    /** Where one of these transactions is in the chain. */
    @Nullable
    Place find(List<Hash32> hashes) {
        Set<Hash32> wanted = new HashSet<>(hashes);
        for (Block block : blocks.reversed()) {
            for (Tx tx : block.txs()) {
                if (wanted.contains(tx.hash())) {
                    return new Place(block, tx);
                }
            }
        }
        return null;
    }

    /** Whether the block that it was seen in is in the chain. */
    boolean isCanonical(MinedTransaction seen) {
        Block block = block(seen.blockNumber());
        return block != null && block.hash().equals(seen.blockHash());
    }

    @Nullable
    Place orphan(List<Hash32> hashes) {
        for (Hash32 hash : hashes) {
            Place place = orphans.get(hash);
            if (place != null) {
                return place;
            }
        }
        return null;
    }

    /** The transaction that used the nonce, as of the newest final block. */
    @Nullable
    Tx user(long nonce) {
        for (Block block : blocks) {
            for (Tx tx : block.txs()) {
                if (tx.nonce() == nonce
                        && block.number() <= finalBlock(head().number()).number()) {
                    return tx;
                }
            }
        }
        return null;
    }

    List<Block> blocks() {
        return blocks;
    }
}
