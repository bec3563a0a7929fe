package io.fluxledger.relayer.send;

import io.fluxledger.events.ChainCommand;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a lane needs from the outside. */
public interface LaneOutside {
    /**
     * The chain's head, or {@link LaneEvent.Unreachable}.
     *
     * @param anchorBlock number of a block whose hash is wanted too; negative for none
     */
    LaneEvent head(long anchorBlock);

    /**
     * Told after each head what is next, in order.
     *
     * @return ids of those whose calls may be asked for at this head; null for all
     */
    default @Nullable Set<String> prepare(Stream<ChainCommand> next) {
        return null;
    }

    /**
     * Does them and says what came of each, but for what is still under way; ends early with {@link LaneEvent.Unreachable}.
     * {@link #sent()} comes next whatever is said.
     */
    List<LaneEvent> perform(List<LaneAction> actions);

    /** What came of what was sent; waits for it. */
    List<LaneEvent> sent();

    /** Makes the changes durable, all or none; returns when they are. */
    void save(List<Lane.Change> changes);
}
