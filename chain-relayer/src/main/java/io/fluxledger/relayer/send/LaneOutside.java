package io.fluxledger.relayer.send;

import java.util.List;

/** What a lane needs from the outside. */
public interface LaneOutside {
    /**
     * The chain's head, or {@link LaneEvent.Unreachable}.
     *
     * @param anchorBlock number of a block whose hash is wanted too; negative for none
     */
    LaneEvent head(long anchorBlock);

    /** Does them and says what came of each; ends early with {@link LaneEvent.Unreachable}. */
    List<LaneEvent> perform(List<LaneAction> actions);

    /** Makes the changes durable, all or none; returns when they are. */
    void save(List<Lane.Change> changes);
}
