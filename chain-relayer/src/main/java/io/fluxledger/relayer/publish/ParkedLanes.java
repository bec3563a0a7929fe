package io.fluxledger.relayer.publish;

import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.TransactionState;
import io.fluxledger.relayer.send.LaneAlarm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lanes that there are records of and that no chain and key are configured for: private payouts that were switched off, or a key that was
 * changed. What ended is passed over; what did not waits until the lane is configured again, and the other lanes run.
 */
final class ParkedLanes {
    private final Map<String, Set<String>> ended = new HashMap<>();
    private final Map<String, Set<String>> waiting = new HashMap<>();

    /** Takes up what was saved before; called before the first command. */
    void restore(String lane, ChainTransaction saved) {
        boolean over = saved.getAnnounced()
                && (saved.getState() == TransactionState.FINAL || saved.getState() == TransactionState.FAILED);
        Set<String> ids = ended.computeIfAbsent(lane, any -> new HashSet<>());
        if (over) {
            ids.add(saved.getCommandId());
        } else {
            ids.remove(saved.getCommandId());
        }
    }

    /** @return false when the command ended, and is passed over */
    boolean waits(String lane, ChainCommand command) {
        String id = command.getCommandId();
        return !ended.getOrDefault(lane, Set.of()).contains(id)
                && waiting.computeIfAbsent(lane, any -> new HashSet<>()).add(id);
    }

    int openCommands() {
        return waiting.values().stream().mapToInt(Set::size).sum();
    }

    Map<String, List<LaneAlarm>> alarms() {
        Map<String, List<LaneAlarm>> alarms = new HashMap<>();
        waiting.forEach((lane, ids) -> alarms.put(
                lane,
                List.of(new LaneAlarm(
                        LaneAlarm.Kind.NOT_CONFIGURED,
                        ids.size() + " commands wait for a chain and a key to be configured"))));
        return alarms;
    }
}
