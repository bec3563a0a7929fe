package io.fluxledger.watch;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.TransactionState;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commands whose outcome is not out yet, by lane, and when an anchor was last final. Safe for use by several threads. */
final class Lanes {
    /** One that was REPLACED is sent anew, and FINAL is taken back by a reorganisation. */
    private static final Set<TransactionState> OVER = EnumSet.of(TransactionState.FINAL, TransactionState.FAILED);

    private static final long FORGET_AFTER_MS = 60_000;

    /**
     * A lane.
     *
     * @param open commands whose outcome is not out
     * @param oldestMs when the oldest of them was written, or its outcome taken back, Unix milliseconds; 0 where there is none
     */
    record Lane(int open, long oldestMs) {}

    /** @param commandSeen whether its command was read, and does not come after its states */
    private record Open(long sinceMs, boolean commandSeen) {}

    private final SortedMap<String, Map<String, Open>> open = new TreeMap<>();
    /** Those that are over and whose command may still come: it is on another partition. */
    private Set<String> over = new HashSet<>();

    private Set<String> overBefore = new HashSet<>();
    private long forgottenAtMs;
    private long lastAnchorMs;

    private Map<String, Open> lane(long chainId, Address20 signer) {
        return open.computeIfAbsent(
                "%d:0x%s".formatted(chainId, HexFormat.of().formatHex(signer.bytes())), l -> new HashMap<>());
    }

    /** @param writtenMs append time, Unix milliseconds */
    synchronized void command(ChainCommand command, long writtenMs) {
        Map<String, Open> lane = lane(command.getChainId(), command.getSigner());
        if (!over.remove(command.getCommandId()) && !overBefore.remove(command.getCommandId())) {
            lane.merge(
                    command.getCommandId(),
                    new Open(writtenMs, true),
                    (known, now) -> new Open(Math.min(known.sinceMs(), writtenMs), true));
        }
    }

    synchronized void transaction(ChainTransaction transaction) {
        Map<String, Open> lane = lane(transaction.getChainId(), transaction.getSigner());
        String id = transaction.getCommandId();
        if (OVER.contains(transaction.getState())) {
            Open known = lane.remove(id);
            if (known == null || !known.commandSeen()) {
                over.add(id);
            }
        } else {
            over.remove(id);
            overBefore.remove(id);
            lane.putIfAbsent(id, new Open(transaction.getUpdatedAtMs(), false));
        }
        if (transaction.getState() == TransactionState.FINAL && transaction.getKind() == CommandKind.AUDIT_ANCHOR) {
            lastAnchorMs = Math.max(lastAnchorMs, transaction.getUpdatedAtMs());
        }
    }

    /** To be called when nothing is left to be read: by the second time after that, no command of what was over can still come. */
    synchronized void caughtUp(long nowMs) {
        if (nowMs - forgottenAtMs >= FORGET_AFTER_MS) {
            forgottenAtMs = nowMs;
            overBefore = over;
            over = new HashSet<>();
        }
    }

    /** How many ids of commands are kept that are over. */
    synchronized int remembered() {
        return over.size() + overBefore.size();
    }

    /** Every lane that had a command. */
    synchronized SortedMap<String, Lane> lanes() {
        SortedMap<String, Lane> lanes = new TreeMap<>();
        open.forEach((name, commands) -> lanes.put(
                name,
                new Lane(
                        commands.size(),
                        commands.values().stream()
                                .mapToLong(Open::sinceMs)
                                .min()
                                .orElse(0))));
        return lanes;
    }

    /** When an anchor was last final, Unix milliseconds. */
    synchronized OptionalLong lastAnchorMs() {
        return lastAnchorMs == 0 ? OptionalLong.empty() : OptionalLong.of(lastAnchorMs);
    }
}
