package io.fluxledger.relayer.send;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was saved before, and how commands ended that are watched no more. Signed bytes are kept only of those that may be
 * needed again.
 */
final class LaneHistory {
    /** Nonces of ended commands that are remembered one by one; below those all count as used. */
    private static final int CLOSED_NONCES = 100_000;

    /** Records of ended commands that are kept whole at least. */
    private static final int KEPT = 10_000;

    /**
     * How a command ended.
     *
     * @param blockNumber 0 when nothing was mined
     */
    record Done(
            boolean succeeded,
            @Nullable Hash32 transactionHash,
            long blockNumber,
            @Nullable String reason,
            int revocations,
            boolean announced) {}

    private final LaneSettings settings;
    private final Map<String, Done> done = new HashMap<>();
    private final Map<String, ChainTransaction> records = new HashMap<>();
    private final TreeMap<Long, List<String>> endedByBlock = new TreeMap<>();
    private final TreeSet<Long> held = new TreeSet<>();
    private final TreeSet<Long> closed = new TreeSet<>();
    private int ended;
    private long closedBelow = -1;
    private long bestBlock;
    private long highestNonce = -1;

    LaneHistory(LaneSettings settings) {
        this.settings = settings;
    }

    void restore(ChainTransaction saved) {
        String id = saved.getCommandId();
        forget(id);
        long nonce = saved.getLaneNonce();
        highestNonce = Math.max(highestNonce, nonce);
        bestBlock = Math.max(bestBlock, saved.getBlockNumber());
        records.put(id, saved);
        if (isEnd(saved)) {
            done.put(id, done(saved));
            endedByBlock
                    .computeIfAbsent(saved.getBlockNumber(), block -> new ArrayList<>())
                    .add(id);
            ended++;
            close(nonce);
        } else {
            done.remove(id);
            if (nonce >= 0) {
                held.add(nonce);
            }
        }
        // The chain may have gone back while nobody looked, so that the newest ones count whatever their blocks are.
        while (ended > KEPT && settings.forgottenAt(endedByBlock.firstKey()) < bestBlock) {
            List<String> oldest =
                    Objects.requireNonNull(endedByBlock.pollFirstEntry()).getValue();
            ended -= oldest.size();
            oldest.forEach(this::dropIfEnded);
        }
    }

    private void forget(String id) {
        ChainTransaction before = records.remove(id);
        if (before != null) {
            held.remove(before.getLaneNonce());
            closed.remove(before.getLaneNonce());
        }
    }

    private void dropIfEnded(String id) {
        ChainTransaction record = records.get(id);
        if (record != null && isEnd(record)) {
            records.remove(id);
        }
    }

    /** The command with all that is known of it. */
    LaneItem open(ChainCommand command, long sequence) {
        String id = command.getCommandId();
        ChainTransaction record = records.get(id);
        if (record != null) {
            forget(id);
            return new LaneItem(command, sequence, record);
        }
        Done end = done.get(id);
        if (end == null) {
            return new LaneItem(command, sequence);
        }
        LaneItem item = new LaneItem(command, sequence);
        item.state = end.succeeded() ? TransactionState.FINAL : TransactionState.FAILED;
        item.transactionHash = end.transactionHash();
        item.blockNumber = end.blockNumber();
        item.reason = end.reason();
        item.revocations = end.revocations();
        item.exposed = true;
        item.archived = true;
        if (end.announced()) {
            item.toldSuccess = end.succeeded();
        }
        return item;
    }

    @Nullable
    Done end(String commandId) {
        return done.get(commandId);
    }

    void ended(LaneItem item) {
        done.put(
                item.id(),
                new Done(
                        item.state == TransactionState.FINAL,
                        item.transactionHash,
                        item.blockNumber,
                        item.reason,
                        item.revocations,
                        item.isSettled()));
    }

    void reopened(String commandId) {
        done.remove(commandId);
    }

    /** Nobody watches that nonce any more. */
    void close(long nonce) {
        if (nonce < 0) {
            return;
        }
        closed.add(nonce);
        if (closed.size() > CLOSED_NONCES) {
            closedBelow = Math.max(closedBelow, Objects.requireNonNull(closed.pollFirst()));
        }
    }

    /** The highest nonce that was used for good and is watched by nobody; -1 for none. */
    long highestClosed() {
        return closed.isEmpty() ? closedBelow : closed.last();
    }

    /** Whether a command that has not come yet holds it. */
    boolean holds(long nonce) {
        return held.contains(nonce);
    }

    long highestNonce() {
        return highestNonce;
    }

    /** The newest block that any record names: an older head is not to be trusted. */
    long bestBlock() {
        return bestBlock;
    }

    private static boolean isEnd(ChainTransaction saved) {
        return saved.getState() == TransactionState.FINAL || saved.getState() == TransactionState.FAILED;
    }

    private static Done done(ChainTransaction saved) {
        return new Done(
                saved.getState() == TransactionState.FINAL,
                saved.getTransactionHash(),
                saved.getBlockNumber(),
                saved.getReason(),
                saved.getRevocations(),
                saved.getAnnounced());
    }
}
