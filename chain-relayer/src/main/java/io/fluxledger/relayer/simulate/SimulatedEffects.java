package io.fluxledger.relayer.simulate;

import io.fluxledger.relayer.simulate.SimulatedChain.Block;
import io.fluxledger.relayer.simulate.SimulatedChain.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What transactions do: nothing but the commands' own effects. */
final class SimulatedEffects {
    private final Map<String, SimulatedCommand> commands = new HashMap<>();

    void add(SimulatedCommand command) {
        commands.put(command.id(), command);
    }

    private SimulatedCommand command(String id) {
        return Objects.requireNonNull(commands.get(id), id);
    }

    boolean dryRunReverts(String id, long timeS) {
        SimulatedCommand command = command(id);
        return timeS >= command.revertsFromS() && !command.dryRunLies();
    }

    /** Whether that transaction has its command's effect in that block. */
    boolean succeeds(Tx tx, Block block) {
        String id = tx.commandId();
        return id != null
                && !tx.cancels()
                && block.timeS() < command(id).revertsFromS()
                && block.done().get(id) == null;
    }

    /** How often a transaction of the lane gave the command its effect in those blocks. */
    int own(String id, List<Block> blocks) {
        return executions(id, blocks)
                - (int) blocks.stream()
                        .filter(block -> block.done().containsKey(id))
                        .count();
    }

    /** How often the command took effect in those blocks. */
    int executions(String id, List<Block> blocks) {
        boolean once = command(id).openToOthers();
        int count = 0;
        for (Block block : blocks) {
            if (block.done().containsKey(id)) {
                count++;
            }
            for (Tx tx : block.txs()) {
                if (id.equals(tx.commandId()) && succeeds(tx, block) && !(once && count > 0)) {
                    count++;
                }
            }
        }
        return count;
    }
}
